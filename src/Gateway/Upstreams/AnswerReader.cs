using System.Net.Http.Headers;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Turns a response into an outcome: the status decides, then the body is checked.</summary>
internal sealed class AnswerReader(CredentialProbe credentials, ZipResume resume, UpstreamMetrics metrics)
{
    /// <summary>Reads a response, which is disposed unless the outcome's answer still needs it.</summary>
    public async ValueTask<Outcome> ReadAsync(AttemptContext attempt, TakenResponse response, CancellationToken cancellation)
    {
        using var asked = new AttemptCancellation(cancellation);
        return await ReadAsync(attempt, response, asked);
    }

    /// <summary>The same as a part of an attempt.</summary>
    public async ValueTask<Outcome> ReadAsync(AttemptContext attempt, TakenResponse response, AttemptCancellation cancellation)
    {
        var keep = false;
        try
        {
            var outcome = response.Status == StatusCodes.Status200OK ? await ReadAnswerAsync(attempt, response, cancellation)
                : response.Status == StatusCodes.Status304NotModified && attempt.Known is { } known ? Confirm(known)
                : await ReadRefusalAsync(attempt, response, cancellation);
            keep = outcome.Answer?.Zip is not null;
            return outcome;
        }
        catch (Exception broken) when (response.Status == StatusCodes.Status200OK && broken is IOException or HttpRequestException)
        {
            return new Outcome(OutcomeKind.WrongBody, "short-body", "broke off in the middle of its answer");
        }
        catch (OperationCanceledException) when (response.Status == StatusCodes.Status200OK)
        {
            return cancellation.IsGivenUp ? Outcome.ClientGone : Outcome.TimedOut(attempt.Elapsed);
        }
        finally
        {
            if (!keep)
            {
                response.Dispose();
            }
        }
    }

    private ValueTask<Outcome> ReadAnswerAsync(AttemptContext attempt, TakenResponse response, AttemptCancellation cancellation)
    {
        var isZip = attempt.Request.Kind == GoRequestKind.Zip;
        var bound = (isZip ? attempt.Failover.LargestZipMegabytes : attempt.Failover.CheckedBodyMegabytes) * 1024L * 1024L;
        // Parsed only where there is one.
        if (response.Content.Headers.NonValidated.Contains("Content-Encoding")
            && response.Content.Headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return new(Outcome.WrongBody("answered with a content coding that was not asked for"));
        }

        if (response.Length > bound)
        {
            return new(Outcome.WrongBody($"announced {response.Length} bytes, more than {bound}"));
        }

        return isZip ? ReadZipAsync(attempt, response, bound, cancellation) : ReadWholeAsync(attempt, response, bound, cancellation);
    }

    private async ValueTask<Outcome> ReadZipAsync(AttemptContext attempt, TakenResponse response, long bound, AttemptCancellation cancellation)
    {
        var zip = new ZipBody(
            response, bound, attempt.Failover, attempt.Chain.TotalTimeout, resume.For(attempt, response), 0, response.Length);
        var start = await zip.PeekAsync(attempt.PatienceLeft, cancellation.Token);
        return start.Span.StartsWith("PK"u8)
            ? Outcome.Of(new UpstreamAnswer
            {
                Zip = zip,
                ETag = ClusterTag.Of(attempt.Upstream.Name, response.Headers.ETag),
                Validator = StrongTag(response),
                LastModified = response.Content.Headers.LastModified,
            })
            : Outcome.WrongBody("answered with something that is no zip");
    }

    private async ValueTask<Outcome> ReadWholeAsync(AttemptContext attempt, TakenResponse response, long bound, AttemptCancellation cancellation)
    {
        var body = await WholeBody.ReadAsync(response, bound, attempt.PatienceLeft, attempt.Failover.IdleTimeout, cancellation);
        if (body is null)
        {
            return Outcome.WrongBody($"sent more than {bound} bytes");
        }

        var check = BodyCheck.Check(attempt.Request, body, ContentTypeOf(response), response.IsSelfDelimited);
        if (check.Fault is not null)
        {
            return Outcome.WrongBody(check.Fault);
        }

        metrics.ListLinesDropped(attempt.Upstream, check.LinesDropped);
        return Outcome.Of(new UpstreamAnswer { Whole = check.Body, ETag = BodyCheck.ETagOf(check.Body), Validator = StrongTag(response), LastModified = response.Content.Headers.LastModified });
    }

    private async ValueTask<Outcome> ReadRefusalAsync(AttemptContext attempt, TakenResponse response, AttemptCancellation cancellation)
    {
        var text = await UpstreamText.ReadAsync(response, cancellation.Token);
        var outcome = Classify(attempt, response);
        // Refused credentials and a verdict look the same; a module that everybody may have tells them apart.
        if (outcome.Kind == OutcomeKind.Forbidden && !attempt.ForwardsIdentity && await credentials.IsRefusedAsync(attempt, cancellation.Token))
        {
            outcome = new Outcome(OutcomeKind.Unauthorized, "forbidden-all", "answered 403, and so it does for a module that everybody may have");
        }

        // Where it is cancelled all the same, its clock was late, and what was asked meanwhile was not answered.
        return cancellation.IsGivenUp ? Outcome.ClientGone
            : cancellation.IsCancellationRequested ? Outcome.TimedOut(attempt.Elapsed)
            : outcome with { UpstreamText = text };
    }

    /// <summary>Nothing has changed: the old body is the new one.</summary>
    private static Outcome Confirm(Revalidation known)
    {
        var body = known.Body.ToArray();
        return Outcome.Of(new UpstreamAnswer { Whole = body, ETag = BodyCheck.ETagOf(body), Validator = known.Validator });
    }

    private static Outcome Classify(AttemptContext attempt, TakenResponse response)
    {
        var status = response.Status;
        var words = $"answered {status}";
        if (response.IsElsewhere)
        {
            return new Outcome(OutcomeKind.Redirect, "redirect-failed", $"redirected to {response.From.Authority}, which {words}");
        }

        var preset = attempt.Upstream.Preset;
        return status switch
        {
            403 when preset.ForbiddenIsNotFound => new Outcome(OutcomeKind.NotFound, "not-found", words),
            404 when preset.UncachedNotFoundIsOutage && response.Headers.CacheControl?.NoStore == true =>
                new Outcome(OutcomeKind.ServerError, "uncached-404", "answered 404 for an outage of its own (no-store)"),
            404 or 410 => new Outcome(OutcomeKind.NotFound, "not-found", words),
            403 => new Outcome(OutcomeKind.Forbidden, "forbidden", words),
            401 when attempt.ForwardsIdentity => Outcome.CallerRefused,
            401 => new Outcome(OutcomeKind.Unauthorized, "unauthorized", "refused the gateway's credentials (401)"),
            408 => new Outcome(OutcomeKind.TimedOut, "timeout", words),
            429 => new Outcome(OutcomeKind.TooManyRequests, "status-429", words) { RetryAfter = RetryAfter(response.Headers.RetryAfter) },
            400 => new Outcome(OutcomeKind.Unexpected, "status-400", "answered 400 (is its base path right?)"),
            >= 500 => new Outcome(OutcomeKind.ServerError, "status-5xx", words) { RetryAfter = RetryAfter(response.Headers.RetryAfter) },
            _ => new Outcome(OutcomeKind.Unexpected, "status-other", words),
        };
    }

    /// <summary>As it was sent: nothing but its first words is looked at.</summary>
    private static string ContentTypeOf(TakenResponse response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var sent) ? sent.ToString() : "";

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? TimeSpan.FromTicks(Math.Max(0, (date - TimeProvider.System.GetUtcNow()).Ticks)) : null);

    private static string? StrongTag(TakenResponse response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
}
