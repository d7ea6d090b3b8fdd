using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Forwarder.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>The handler's real server on a free port, spoken to with raw bytes.</summary>
internal sealed class RunningHandler : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningHandler(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    public static async Task<RunningHandler> StartAsync(FunctionMap functions, ILogger<HandlerServer>? logger = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HandlerServer.Configure(builder.WebHost, 0);
        var started = builder.Build();
        started.Run(new HandlerServer(functions, logger ?? NullLogger<HandlerServer>.Instance).HandleAsync);
        await started.StartAsync(TestContext.Current.CancellationToken);
        return new RunningHandler(started);
    }

    /// <summary>Writes the bytes in slices and reads one answer with a content length.</summary>
    public async Task<RawAnswer> SendAsync(ReadOnlyMemory<byte> request, int sliceBytes = int.MaxValue)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Url.Port, cancellation);
        await using var stream = client.GetStream();
        while (request.Length > 0)
        {
            var slice = request[..Math.Min(sliceBytes, request.Length)];
            await stream.WriteAsync(slice, cancellation);
            request = request[slice.Length..];
        }
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var status = int.Parse((await LineAsync(reader)).Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(reader) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }
        var body = new char[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body, cancellation);
        return new RawAnswer(status, headers, new string(body));
    }

    /// <summary>An invocation as the host sends it, chunked.</summary>
    public Task<RawAnswer> InvokeAsync(string function, string body, string invocationId = "id-1")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head =
            $"POST /{function} HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Azure-Functions-InvocationId: {invocationId}\r\n"
            + "Transfer-Encoding: chunked\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";
        var request = new MemoryStream();
        request.Write(Encoding.ASCII.GetBytes(head));
        for (var at = 0; at < bytes.Length; at += 1024)
        {
            var chunk = bytes.AsSpan(at, Math.Min(1024, bytes.Length - at));
            request.Write(Encoding.ASCII.GetBytes($"{chunk.Length:X}\r\n"));
            request.Write(chunk);
            request.Write("\r\n"u8);
        }
        request.Write("0\r\n\r\n"u8);
        return SendAsync(request.ToArray());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<string> LineAsync(StreamReader reader) =>
        await reader.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new EndOfStreamException("The handler closed the connection.");
}

internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);
