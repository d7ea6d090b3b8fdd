using System.Net.Sockets;
using Azure.Core.Pipeline;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

/// <summary>A way to the tables that breaks below HTTP, as often as it is tried.</summary>
internal sealed class BrokenConnection() : DelegatingHandler(new HttpClientHandler())
{
    public bool IsBroken { get; set; } = true;

    public TableClient Table(Azurite azurite)
    {
        var options = new TablePipelineOptions { Transport = new HttpClientTransport(this) };
        return new TableService(azurite.Account, TimeProvider.System, options).Table($"t{Guid.NewGuid():N}");
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) => IsBroken ? throw new SocketException(104) : base.SendAsync(request, cancellationToken);
}
