using Gateway.PassThrough;

namespace Gateway.Tests.PassThrough;

/// <summary>Which module an upload is about, told by its path.</summary>
public sealed class UploadedModuleTests
{
    [Theory]
    [InlineData("/example.org/x/@v/v1.0.0.zip", "example.org/x@v1.0.0")]
    [InlineData("/repository/go-hosted/example.org/x/@v/v1.0.0.mod", "example.org/x@v1.0.0")]
    [InlineData("/artifactory/api/go/local/github.com/!azure/x/v2/@v/v2.1.0.info", "github.com/Azure/x/v2@v2.1.0")]
    [InlineData("/repository/go-hosted/example.org/x/@v/list", "example.org/x@")]
    // A repository named like a host cannot be told from a part of the module.
    [InlineData("/go.corp/example.org/x/@v/v1.0.0.zip", "go.corp/example.org/x@v1.0.0", "example.org/x@v1.0.0")]
    [InlineData("/service/rest/v1/components")]
    [InlineData("/repository/go-hosted/example.org/x/@v/banana.zip")]
    [InlineData("/repository/go-hosted/x/@v/v1.0.0.zip")]
    [InlineData("/@v/v1.0.0.zip")]
    [InlineData("/")]
    [InlineData("")]
    public void A_path_names_its_module(string path, params string[] modules) =>
        UploadedModule.Find(path).Select(request => $"{request.Module}@{request.Version}").Should().Equal(modules);
}
