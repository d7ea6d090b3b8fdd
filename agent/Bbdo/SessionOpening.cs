using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Forwarder.Agent.Bbdo.Layers;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The beginning of a session: the negotiation in clear, then the layers that both sides agreed to, TLS below COMPRESSION
/// (bbdo 2.2 and 2.3). The side that opened the connection speaks first.
/// </summary>
internal sealed class SessionOpening(
    long number,
    PeerConnection connection,
    EventInput input,
    SessionSettings settings,
    ILogger logger
) : IAsyncDisposable
{
    private Stream? tls;

    /// <summary>What the peer said, once it has.</summary>
    public Negotiation? Peer { get; private set; }

    /// <summary>Names of the extensions in use, in the order of the layers from below.</summary>
    public IReadOnlyList<string> Agreed { get; private set; } = [];

    /// <summary>Where acknowledgements go.</summary>
    public Stream Output { get; private set; } = connection;

    public CompressedStream? Compression { get; private set; }

    /// <summary>Waits for the broker's first packet and answers it (topologies A and B).</summary>
    /// <returns>Why there will be no session; null when there is one.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<SessionEnd?> AnswerAsync(CancellationToken cancellationToken)
    {
        Peer = await ReadAsync(cancellationToken);
        if (Peer is null)
        {
            return SessionEnd.NoNegotiation;
        }

        bool isTlsOffered = Peer.Offers(Extension.Tls);
        if (settings.Tls.IsRequired && !isTlsOffered)
        {
            logger.ClearRefused(number, connection.Address);
            return SessionEnd.ClearRefused;
        }

        if (isTlsOffered && !settings.Tls.CanServe)
        {
            logger.TlsNotConfigured(number, connection.Address);
        }

        Agreed = [.. Available(settings.Tls.CanServe).Where(Peer.Offers)];
        // The sender waits 2 s at least for the answer: nothing slow may come before it.
        await connection.WriteAsync(Peer.Answer(Agreed), cancellationToken);
        return await LayerAsync(
            below => TlsLayer.ServeAsync(below, settings.Tls, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Speaks first and waits for the broker's answer (topology C).</summary>
    /// <param name="major">The version to announce; a broker that is configured for another major closes.</param>
    /// <param name="host">Host of the broker's address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why there will be no session; null when there is one.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<SessionEnd?> ProposeAsync(int major, string host, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> offered = [.. Available(settings.Tls.CanConnect)];
        byte[] first = OutgoingPackets.VersionResponse(new ProtocolVersion(major, 0, 0), string.Join(' ', offered));
        await connection.WriteAsync(first, cancellationToken);
        Peer = await ReadAsync(cancellationToken);
        if (Peer is null)
        {
            return SessionEnd.NoNegotiation;
        }

        if (Peer.Version.Major != major)
        {
            return SessionEnd.OtherVersion;
        }

        Agreed = [.. offered.Where(Peer.Offers)];
        if (settings.Tls.IsRequired && !Agreed.Contains(Extension.Tls, StringComparer.Ordinal))
        {
            logger.ClearRefused(number, connection.Address);
            return SessionEnd.ClearRefused;
        }

        return await LayerAsync(
            below => TlsLayer.ConnectAsync(below, host, settings.Tls, cancellationToken),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync() => tls?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IEnumerable<string> Available(bool withTls)
    {
        if (withTls)
        {
            yield return Extension.Tls;
        }

        if (settings.AllowsCompression)
        {
            yield return Extension.Compression;
        }
    }

    private async Task<Negotiation?> ReadAsync(CancellationToken cancellationToken)
    {
        while (!input.TryNext(out _))
        {
            bool isReadable = input.Reader.Packets.CurrentRunBytes <= settings.UnreadableBytesAtStart;
            if (!isReadable || !await input.FillAsync(cancellationToken))
            {
                return null;
            }
        }

        return Negotiation.Read(input.Reader.Decoded);
    }

    private async Task<SessionEnd?> LayerAsync(
        Func<Stream, Task<SslStream>> shakeHands,
        CancellationToken cancellationToken
    )
    {
        Stream top = input.Detach();
        if (Agreed.Contains(Extension.Tls, StringComparer.Ordinal))
        {
            try
            {
                top = tls = await shakeHands(top);
            }
            catch (Exception failure)
                when (failure
                        is AuthenticationException
                            or IOException
                            or CryptographicException
                            or UnauthorizedAccessException
                )
            {
                logger.TlsFailed(number, connection.Address, (failure.InnerException ?? failure).Message);
                return SessionEnd.TlsFailed;
            }
        }

        if (Agreed.Contains(Extension.Compression, StringComparer.Ordinal))
        {
            top = Compression = new CompressedStream(top, settings.MaxFrameBytes);
        }

        input.Attach(top);
        Output = top;
        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }
}
