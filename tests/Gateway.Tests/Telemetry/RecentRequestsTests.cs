using Gateway.Edge;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Telemetry;

public sealed class RecentRequestsTests
{
    [Fact]
    public async Task Nothing_that_was_made_for_one_request_is_kept_to_remember_it()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Set("Caching:MemoryMegabytes", 0));
        var recent = bed.Gateway.App.Services.GetRequiredService<RecentRequests>();
        await bed.GetAsync($"{MeasuredBed.Modules}v1.0.0.info");
        var before = Reachable.From(recent).ToHashSet(ReferenceEqualityComparer.Instance);

        for (var request = 0; request < 20; request++)
        {
            await bed.GetAsync($"{MeasuredBed.Modules}v1.0.0.info");
        }

        bed.First.Requests.Should().HaveCount(21, "every one of them was fetched");
        Reachable.From(recent).Where(found => !before.Contains(found)).Select(found => $"{found.GetType()} {found}").Should().BeEmpty("collections would have to move it while nobody is answered");
    }

    [Theory]
    [InlineData("00000000000000a1")]
    [InlineData("ffffffffffffffff")]
    public void An_id_is_the_same_after_it_was_remembered_as_a_number(string id) => RequestId.ToText(RequestId.ToNumber(id)!.Value).Should().Be(id);
}
