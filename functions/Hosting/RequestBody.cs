using System.Buffers;
using System.IO.Pipelines;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// The body of one invocation in one contiguous rented buffer. The host sends it in thousands of small chunks without a length
/// (platform.md 12), so bytes are only copied while they arrive and parsed once at the end.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBufferBytes = 64 * 1024;

    private byte[] buffer;
    private int length;

    private RequestBody(byte[] firstBuffer) => buffer = firstBuffer;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public static async Task<RequestBody> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        var body = new RequestBody(ArrayPool<byte>.Shared.Rent(FirstBufferBytes));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                foreach (var segment in read.Buffer)
                {
                    body.Append(segment.Span);
                }
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
            length = 0;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - length)
        {
            Grow(checked(length + bytes.Length));
        }
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Grow(int neededBytes)
    {
        var doubled = (int)Math.Min((long)buffer.Length * 2, Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(neededBytes, doubled));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
