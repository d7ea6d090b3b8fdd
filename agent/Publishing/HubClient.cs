using System.Net;
using Forwarder.Agent.Configuration;
using Polly;
using Polly.Retry;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// Publishes packs over HTTPS (platform, chapter 5) and returns only when the hub has stored them: everything else is
/// tried again, for as long as it takes. A publication without answer may have been stored: that is a resend.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private static readonly TimeSpan ThrottledPause = TimeSpan.FromSeconds(4);

    // the documented value, to the letter; the body is opaque to the hub
    private const string Entry = "application/atom+xml;type=entry;charset=utf-8";

    private readonly HttpClient client;
    private readonly HubConfiguration hub;
    private readonly PublisherToken token;
    private readonly PublishingCounters counters;
    private readonly HubState state;
    private readonly TimeProvider time;
    private readonly ILogger<HubClient> logger;
    private readonly ResiliencePipeline<HttpStatusCode> pipeline;

    public HubClient(
        HubConfiguration hub,
        PublisherToken token,
        PublishingCounters counters,
        HubState state,
        TimeProvider time,
        ILogger<HubClient> logger
    )
    {
        this.hub = hub;
        this.token = token;
        this.counters = counters;
        this.state = state;
        this.time = time;
        this.logger = logger;
        client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            }
        )
        {
            Timeout = hub.Timeout,
        };
        pipeline = new ResiliencePipelineBuilder<HttpStatusCode> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<HttpStatusCode>
                {
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(250),
                    MaxDelay = TimeSpan.FromSeconds(30),
                    ShouldHandle = static outcome =>
                        ValueTask.FromResult(
                            outcome.Outcome.Exception
                                is HttpRequestException
                                    or TaskCanceledException { InnerException: TimeoutException }
                                    or IOException
                                    or UnauthorizedAccessException
                                || outcome.Outcome is { Exception: null, Result: not HttpStatusCode.Created }
                        ),
                    DelayGenerator = static outcome =>
                        ValueTask.FromResult<TimeSpan?>(
                            outcome.Outcome.Result
                                is HttpStatusCode.TooManyRequests
                                    or HttpStatusCode.ServiceUnavailable
                                ? ThrottledPause + TimeSpan.FromMilliseconds(Random.Shared.Next(1000))
                                : null
                        ),
                    OnRetry = OnRetry,
                }
            )
            .Build();
    }

    /// <summary>Returns when the hub has answered 201.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="stop"/> asks for it.</exception>
    public async Task PublishAsync(byte[] pack, CancellationToken stop)
    {
        await pipeline.ExecuteAsync(
            static async (state, stop) => await state.Client.PostAsync(state.Pack, stop),
            (Client: this, Pack: pack),
            stop
        );
        state.Succeeded(time.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async ValueTask<HttpStatusCode> PostAsync(byte[] pack, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hub.Messages)
        {
            Content = new ByteArrayContent(pack),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", Entry);
        request.Headers.TryAddWithoutValidation("Authorization", token.Current());
        using var response = await client.SendAsync(request, stop);
        return response.StatusCode;
    }

    private ValueTask OnRetry(OnRetryArguments<HttpStatusCode> attempt)
    {
        counters.CountRetry();
        var cause = attempt.Outcome.Exception is { } failure
            ? failure.GetBaseException().Message
            : $"status {(int)attempt.Outcome.Result} {attempt.Outcome.Result}";
        state.Failed(time.GetUtcNow(), cause);
        logger.PublishFailed(cause, attempt.AttemptNumber + 1, attempt.RetryDelay.TotalSeconds);
        return ValueTask.CompletedTask;
    }
}
