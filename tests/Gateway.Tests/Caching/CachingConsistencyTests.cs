using Gateway.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>What is wrong with the settings of Redis is said in a sentence, all at once, without a secret in it.</summary>
public sealed class CachingConsistencyTests
{
    [Theory]
    [InlineData("redis:6379")]
    [InlineData("redis:6379,ssl=true")]
    [InlineData("a:1,b:2,c:3")]
    [InlineData("s1:26379,s2:26379,serviceName=edge")]
    [InlineData("")]
    public void Right_connections_are_taken(string connection) => Check(new RedisOptions { Connection = connection }).Should().BeEmpty();

    [Theory]
    [InlineData("redis:6379,password=sesame", "password", "PasswordFile")]
    [InlineData("redis:6379, Password = sesame", "password", "PasswordFile")]
    [InlineData("redis:6379,sentinelPassword=sesame", "sentinelpassword", "PasswordFile")]
    [InlineData("redis:6379,user=sesame", "user", "ACL user names")]
    public void Secrets_and_user_names_stop_the_start(string connection, params string[] words)
    {
        var fault = Check(new RedisOptions { Connection = connection }).Should().ContainSingle().Subject;

        fault.Should().StartWith("Caching:Redis:Connection").And.ContainAll(words).And.NotContain("sesame");
    }

    [Theory]
    [InlineData("redis:6379,nonsense=1")]
    [InlineData("ssl=true")]
    [InlineData("redis:6379,connectTimeout=soon")]
    public void What_the_library_does_not_understand_stops_the_start(string connection) =>
        Check(new RedisOptions { Connection = connection }).Should().ContainSingle().Which.Should().Contain(connection);

    [Fact]
    public void Files_that_nothing_would_use_stop_the_start()
    {
        Check(new RedisOptions { PasswordFile = "p", KeyFile = "k", Authorities = "a" }).Should().HaveCount(3);
        Check(new RedisOptions { Connection = "redis:6379", Authorities = "a" }).Should().ContainSingle().Which.Should().Contain("ssl=true");
    }

    [Fact]
    public void Files_are_read_and_what_is_wrong_with_them_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["short"], "short");
        File.WriteAllText(folder["empty"], "\n");
        File.WriteAllText(folder["key"], new string('k', 32));
        File.WriteAllText(folder["password"], "sesame\n");
        var faults = new List<string>();

        RedisSecrets.Read(new RedisOptions { KeyFile = folder["short"], PasswordFile = folder["empty"], Authorities = folder["missing"] }, faults);
        var secrets = RedisSecrets.Read(new RedisOptions { KeyFile = folder["key"], PasswordFile = folder["password"] }, []);

        faults.Should().HaveCount(3);
        faults[0].Should().Contain("KeyFile").And.Contain("5 bytes").And.Contain("32");
        faults.Should().Contain(fault => fault.Contains("Authorities") && fault.Contains("cannot be read"));
        faults.Should().Contain(fault => fault.Contains("PasswordFile") && fault.Contains("is empty"));
        secrets.Key.Should().HaveCount(32);
        secrets.Files.Should().Equal(folder["key"], folder["password"]);
    }

    private static List<string> Check(RedisOptions redis)
    {
        var faults = new List<string>();
        CachingConsistency.Check(new CachingOptions { Redis = redis }, faults);
        return faults;
    }
}
