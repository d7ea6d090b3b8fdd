using System.Buffers;
using System.Net.Http.Headers;
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
    public const string AuthKeyHeader = "x-canopsis-authkey";

    /// <summary>At the same time, over all lanes of the customer.</summary>
    private const int MostRequests = 8;

    /// <summary>Of these, requests without events: however slowly they are answered, lanes have the other half.</summary>
    private const int MostOthers = 4;
    private const int LargestAnswerBytes = 64 * 1024 * 1024;

    private readonly string customer;
    private readonly CanopsisOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http;
    private readonly ResiliencePipeline<CanopsisAnswer> pipeline;
    private readonly SemaphoreSlim gate = new(MostRequests);
    private readonly SemaphoreSlim gateOfOthers = new(MostOthers);
    private readonly AuthKey key;

    /// <param name="key">Null for the key that the options hold.</param>
    /// <param name="connections">Null for those that the options describe.</param>
    public CanopsisClient(
        string customer,
        CanopsisOptions options,
        TimeProvider time,
        ILogger logger,
        AuthKey? key = null,
        HttpMessageHandler? connections = null
    )
    {
        this.key = key ?? new AuthKey(options.AuthKey);
        this.customer = customer;
        this.options = options;
        this.time = time;
        this.logger = logger;
        http = new HttpClient(connections ?? CanopsisConnection.Handler(options))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswerBytes,
        };
        pipeline = CanopsisPipeline.Build(options.AttemptTimeout, time, CircuitChanged);
    }

    public int MaxEventsPerRequest => options.MaxEventsPerRequest;

    public TimeSpan AttemptTimeout => options.AttemptTimeout;

    /// <summary>Sends the first <paramref name="count"/> events of a chunk; never throws for what Canopsis or the network does.</summary>
    /// <param name="deadline">No attempt is started after it.</param>
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
        if (answer.Class is not (AnswerClass.Delivered or AnswerClass.OutOfTime))
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

    /// <summary>
    /// Another request than one with events, on the same connections, tried once. It says nothing about the route of events, nor does that one's circuit say
    /// anything about it: each may work while the other does not.
    /// </summary>
    /// <param name="body">JSON; empty for none.</param>
    /// <param name="cancellation">Also ends its waiting for its turn.</param>
    /// <exception cref="HttpRequestException">The connection broke.</exception>
    /// <exception cref="SecretUnreadableException">The key cannot be read now.</exception>
    public async Task<(int Status, byte[] Body)> RequestAsync(
        HttpMethod method,
        Uri url,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        var used = await key.GetAsync(cancellation);
        await gateOfOthers.WaitAsync(cancellation);
        try
        {
            await gate.WaitAsync(cancellation);
            try
            {
                var answer = await RequestOnceAsync(used, method, url, body, cancellation);
                return answer.Status == 401 && await key.ReplaceAsync(used, cancellation) is { } changed
                    ? await RequestOnceAsync(changed, method, url, body, cancellation)
                    : answer;
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            gateOfOthers.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
        gateOfOthers.Dispose();
    }

    private async Task<(int Status, byte[] Body)> RequestOnceAsync(
        string authKey,
        HttpMethod method,
        Uri url,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add(AuthKeyHeader, authKey);
        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }
        using var response = await http.SendAsync(request, cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    private async Task<CanopsisAnswer> ThroughPipelineAsync(
        ReadOnlyMemory<byte> openArray,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        await gate.WaitAsync(cancellation);
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(CanopsisPipeline.DeadlineKey, deadline);
        var attempts = new RequestAttempts(openArray, count, deadline);
        try
        {
            var answer = await pipeline.ExecuteAsync(
                static async (context, state) =>
                    await state.Client.AttemptAsync(state.attempts, context.CancellationToken),
                context,
                (Client: this, attempts)
            );
            return answer with { Unanswered = attempts.Unanswered };
        }
        catch (TimeoutRejectedException)
        {
            return ConnectionFault.NoAnswer("no answer in time") with { Unanswered = attempts.Unanswered };
        }
        catch (BrokenCircuitException)
        {
            return ConnectionFault.NoAnswer("requests pause after repeated failures") with
            {
                Unanswered = attempts.Unanswered,
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            gate.Release();
        }
    }

    private async Task<CanopsisAnswer> AttemptAsync(RequestAttempts attempts, CancellationToken cancellation)
    {
        if (attempts.Deadline.HasPassed)
        {
            return attempts.Last ?? new CanopsisAnswer(AnswerClass.OutOfTime);
        }
        try
        {
            attempts.NothingIsUnderWay();
            var used = await key.GetAsync(cancellation);
            var answer = await SendOnceAsync(used, attempts, cancellation);
            // The key may have been changed: it is read again, and what was refused is sent once more with another one.
            return attempts.Answered(
                answer.Status == 401 && await key.ReplaceAsync(used, cancellation) is { } changed
                    ? await SendOnceAsync(changed, attempts, cancellation)
                    : answer
            );
        }
        catch (SecretUnreadableException unreadable)
        {
            return attempts.Answered(
                new CanopsisAnswer(unreadable.IsTransient ? AnswerClass.RetryLater : AnswerClass.Misconfigured)
                {
                    Detail = unreadable.Message,
                }
            );
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            return attempts.Broken(broken);
        }
        catch (OperationCanceledException)
        {
            attempts.GivenUp();
            throw;
        }
    }

    private async Task<CanopsisAnswer> SendOnceAsync(
        string authKey,
        RequestAttempts attempts,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.EventUrl)
        {
            Content = new ArrayContent(attempts.OpenArray, attempts.Left),
        };
        request.Headers.Add(AuthKeyHeader, authKey);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var answer = await ClassifyAsync(response, attempts.OpenArray, attempts.Count, cancellation);
        attempts.NothingIsUnderWay();
        return answer;
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
}
