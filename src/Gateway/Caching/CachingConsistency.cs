namespace Gateway.Caching;

/// <summary>Rules between the cache's settings.</summary>
internal static class CachingConsistency
{
    private const string Connection = "Caching:Redis:Connection";

    public static void Check(CachingOptions caching, List<string> faults)
    {
        var redis = caching.Redis;
        if (redis.Connection.Length == 0)
        {
            foreach (var (name, value) in new[] { ("PasswordFile", redis.PasswordFile), ("Authorities", redis.Authorities), ("KeyFile", redis.KeyFile) })
            {
                if (value.Length > 0)
                {
                    faults.Add($"Caching:Redis:{name} is set and {Connection} is not; nothing would use it.");
                }
            }

            return;
        }

        var before = faults.Count;
        RefuseSecrets(redis.Connection, faults);
        if (faults.Count == before && RedisAddress.Fault(redis.Connection) is { } fault)
        {
            faults.Add($"{Connection} is \"{redis.Connection}\": {fault}");
        }
        else if (faults.Count == before && redis.Authorities.Length > 0 && !RedisAddress.Parse(redis.Connection).Ssl)
        {
            faults.Add($"Caching:Redis:Authorities is set and {Connection} does not say ssl=true; nothing would be checked against them.");
        }
    }

    private static void RefuseSecrets(string connection, List<string> faults)
    {
        // The value is not repeated in these: it holds a secret.
        foreach (var keyword in RedisAddress.Keywords(connection))
        {
            if (keyword is "password" or "sentinelpassword" or "sentinel_password")
            {
                faults.Add($"{Connection} holds {keyword}=; a password belongs in the file that Caching:Redis:PasswordFile names.");
            }
            else if (keyword is "user" or "username" or "sentineluser" or "sentinel_user")
            {
                faults.Add($"{Connection} holds {keyword}=; the client library cannot send ACL user names: give Redis's default user the password of Caching:Redis:PasswordFile.");
            }
        }
    }
}
