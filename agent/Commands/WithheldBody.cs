using System.Net;

namespace Forwarder.Agent.Commands;

/// <summary>A body that is announced and never sent: the connection ends where it would begin.</summary>
internal sealed class WithheldBody : HttpContent
{
    /// <summary>The hub asked for the body, or said nothing against it in time.</summary>
    public bool WasAwaited { get; private set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        WasAwaited = true;
        throw new IOException("The body is withheld.");
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        // A client sends what is shorter than 1 KiB even after a refusal, to keep the connection.
        length = 4096;
        return true;
    }
}
