using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// Posts events of one customer to its Canopsis, over connections that live as long as the client (canopsis-api.md 2; D01). One client per
/// version of a customer's parameters.
/// </summary>
internal sealed class CanopsisClient : IEventRoute, IDisposable
{
    private const string AuthKeyHeader = "x-canopsis-authkey";
    private const int LargestAnswerBytes = 64 * 1024 * 1024;

    private readonly string customer;
    private readonly CanopsisOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http;
    private readonly ResiliencePipeline<CanopsisAnswer> pipeline;

    public CanopsisClient(string customer, CanopsisOptions options, TimeProvider time, ILogger logger)
    {
        this.customer = customer;
        this.options = options;
        this.time = time;
        this.logger = logger;
        http = new HttpClient(Handler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        pipeline = CanopsisPipeline.Build(options.AttemptTimeout, time, CircuitChanged);
    }

    public int MaxEventsPerRequest => options.MaxEventsPerRequest;

    public TimeSpan AttemptTimeout => options.AttemptTimeout;

    /// <summary>Sends the first <paramref name="count"/> events of a chunk; never throws for what Canopsis or the network does.</summary>
    /// <param name="deadline">Nothing is repeated after it.</param>
    public async Task<CanopsisAnswer> SendAsync(
        EventChunk chunk,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        var openArray = chunk.OpenArray(count);
        if (options.OnlyLogsRequests)
        {
            CanopsisLog.NotSent(logger, customer, CurlCommand.Of(options, openArray.Span));
            return new CanopsisAnswer(AnswerClass.Delivered);
        }
        if (options.LogsRequests)
        {
            CanopsisLog.Request(logger, customer, CurlCommand.Of(options, openArray.Span));
        }
        var answer = await ThroughPipelineAsync(openArray, count, deadline, cancellation);
        if (answer.Class != AnswerClass.Delivered)
        {
            CanopsisLog.NotDelivered(
                logger,
                customer,
                count,
                answer.Class,
                answer.Status,
                answer.Detail,
                answer.RefusedEvents.Count
            );
        }
        return answer;
    }

    public void Dispose() => http.Dispose();

    private async Task<CanopsisAnswer> ThroughPipelineAsync(
        ReadOnlyMemory<byte> openArray,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(CanopsisPipeline.DeadlineKey, deadline);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) =>
                    await state.Client.AttemptAsync(state.openArray, state.count, context.CancellationToken),
                context,
                (Client: this, openArray, count)
            );
        }
        catch (TimeoutRejectedException)
        {
            return NoAnswer("no answer in time");
        }
        catch (BrokenCircuitException)
        {
            return NoAnswer("requests pause after repeated failures");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<CanopsisAnswer> AttemptAsync(
        ReadOnlyMemory<byte> openArray,
        int count,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.EventUrl)
        {
            Content = new ArrayContent(openArray),
        };
        request.Headers.Add(AuthKeyHeader, options.AuthKey);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return await ClassifyAsync(response, openArray, count, cancellation);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            var error = (broken as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
            return NoAnswer(error.ToString());
        }
    }

    private async Task<CanopsisAnswer> ClassifyAsync(
        HttpResponseMessage response,
        ReadOnlyMemory<byte> openArray,
        int count,
        CancellationToken cancellation
    )
    {
        var status = (int)response.StatusCode;
        var answer = status switch
        {
            >= 200 and < 300 => await ReadAsync(response.Content, openArray, count, cancellation),
            400 => new CanopsisAnswer(AnswerClass.Invalid),
            413 => new CanopsisAnswer(AnswerClass.TooLarge),
            408 or 429 or >= 500 => new CanopsisAnswer(AnswerClass.RetryLater) { RetryAfter = RetryAfter(response) },
            _ => new CanopsisAnswer(AnswerClass.Misconfigured),
        };
        return answer with { Status = status };
    }

    private static async Task<CanopsisAnswer> ReadAsync(
        HttpContent content,
        ReadOnlyMemory<byte> openArray,
        int count,
        CancellationToken cancellation
    )
    {
        // The echo is a little larger than the request.
        var buffer = ArrayPool<byte>.Shared.Rent((openArray.Length * 2) + 4096);
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellation)) > 0)
            {
                length += read;
                if (length > LargestAnswerBytes)
                {
                    return new CanopsisAnswer(AnswerClass.Misconfigured) { Detail = "the answer is too large" };
                }
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
            return EventAnswer.Read(buffer.AsMemory(0, length), openArray, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return delay > TimeSpan.Zero ? delay : null;
    }

    private static CanopsisAnswer NoAnswer(string detail) => new(AnswerClass.RetryLater) { Detail = detail };

    private void CircuitChanged(bool isOpen)
    {
        if (isOpen)
        {
            CanopsisLog.CircuitOpened(logger, customer);
        }
        else
        {
            CanopsisLog.CircuitClosed(logger, customer);
        }
    }

    [SuppressMessage(
        "Security",
        "CA5359",
        Justification = "verify_certificate=0 is the operator's decision, for self-signed appliances."
    )]
    private static SocketsHttpHandler Handler(CanopsisOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy,
            // Below the 75 s after which the proxy in front of Canopsis closes, so that no request meets a closing connection.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // New addresses of the host are found.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (!options.VerifyCertificate)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            };
        }
        return handler;
    }
}
