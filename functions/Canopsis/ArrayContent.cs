using System.Net;
using System.Net.Http.Headers;

namespace Forwarder.Functions.Canopsis;

/// <summary>The body of an event request: the open array of a chunk and its closing bracket, with known length, sent without a copy.</summary>
internal sealed class ArrayContent : HttpContent
{
    private static readonly byte[] ClosingBracket = "]"u8.ToArray();

    private readonly ReadOnlyMemory<byte> openArray;
    private readonly Action began;

    /// <param name="began">Called when there is a connection and the body is about to be written to it.</param>
    public ArrayContent(ReadOnlyMemory<byte> openArray, Action began)
    {
        this.began = began;
        this.openArray = openArray;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        began();
        await stream.WriteAsync(openArray, cancellationToken);
        await stream.WriteAsync(ClosingBracket, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = openArray.Length + ClosingBracket.Length;
        return true;
    }
}
