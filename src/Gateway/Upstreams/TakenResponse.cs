using System.Net.Http.Headers;
using Gateway.Health;

namespace Gateway.Upstreams;

/// <summary>A response that was taken over at its headers; its body is ours to read and to dispose.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers of the response.</param>
/// <param name="Content">The body and its headers.</param>
/// <param name="From">The address that answered in the end, after redirects.</param>
/// <param name="Length">The announced length of the body, in bytes; null where none is.</param>
/// <param name="IsSelfDelimited">Whether the protocol tells where the body ends: a length, chunks or HTTP/2 frames.</param>
/// <param name="Sender">The standing of whoever sends the body; null where another host does after a redirect.</param>
internal sealed record TakenResponse(int Status, HttpResponseHeaders Headers, HttpContent Content, Uri From, long? Length, bool IsSelfDelimited, Standing? Sender) : IDisposable
{
    /// <summary>Whether a redirect led to another host: what that host says is not the cluster's word.</summary>
    public bool IsElsewhere => Sender is null;

    /// <summary>Moves body and headers out of a message, which may then be disposed.</summary>
    public static TakenResponse TakeFrom(HttpResponseMessage message, Uri from, Standing? sender)
    {
        var content = message.Content;
        // Once: it is parsed by whoever asks.
        var length = content.Headers.ContentLength;
        var isSelfDelimited = length is not null || message.Headers.TransferEncodingChunked == true || message.Version.Major >= 2;
        message.Content = null;
        return new TakenResponse((int)message.StatusCode, message.Headers, content, from, length, isSelfDelimited, sender);
    }

    public void Dispose() => Content.Dispose();
}
