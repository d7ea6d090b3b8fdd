using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Azure.Identity;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Polly;
using Polly.Retry;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// Publishes packs over HTTPS (platform, chapter 5) and returns when the hub has stored them, or calls them wrong or too large:
/// everything else is tried again, for as long as it takes. A publication without answer may have been stored: that is a resend.
/// </summary>
internal sealed partial class HubClient : IDisposable
{
    /// <summary>Between attempts that the hub refuses: slow, until somebody acts.</summary>
    public static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    // the documented value, to the letter; the body is opaque to the hub
    private const string Entry = "application/atom+xml;type=entry;charset=utf-8";
    private const int MostDetailBytes = 4096;

    private static readonly TimeSpan ThrottledPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestThrottledPause = TimeSpan.FromMinutes(10);

    private readonly HttpClient client;
    private readonly HubConfiguration hub;
    private readonly IHubCredential credential;
    private readonly PublishingCounters counters;
    private readonly HubState state;
    private readonly TimeProvider time;
    private readonly HubAlarms alarms;
    private readonly ResiliencePipeline<HubAnswer> pipeline;
    private bool isRefused;
    private int unauthorized;

    public HubClient(
        HubConfiguration hub,
        HttpClient client,
        IHubCredential credential,
        PublishingCounters counters,
        HubState state,
        TimeProvider time,
        ILogger<HubClient> logger
    )
    {
        this.hub = hub;
        this.client = client;
        this.credential = credential;
        this.counters = counters;
        this.state = state;
        this.time = time;
        alarms = new HubAlarms(time, logger);
        pipeline = new ResiliencePipelineBuilder<HubAnswer> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<HubAnswer>
                {
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(250),
                    MaxDelay = TimeSpan.FromSeconds(30),
                    ShouldHandle = outcome => ValueTask.FromResult(IsTriedAgain(outcome.Outcome)),
                    DelayGenerator = outcome => ValueTask.FromResult(Pause(outcome.Outcome)),
                    OnRetry = OnRetry,
                }
            )
            .Build();
    }

    /// <summary>Returns when the hub has answered 201, or that this very pack is wrong or too large.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="stop"/> asks for it.</exception>
    public async Task<HubAnswer> PublishAsync(byte[] pack, CancellationToken stop)
    {
        unauthorized = 0;
        var answer = await pipeline.ExecuteAsync(
            static async (state, stop) => await state.Client.PostAsync(state.Pack, stop),
            (Client: this, Pack: pack),
            stop
        );
        if (answer.Verdict == HubVerdict.Stored)
        {
            state.Succeeded(time.GetUtcNow());
            alarms.Succeeded();
        }
        return answer;
    }

    /// <summary>One attempt with something that is no event: whether the hub takes anything at all.</summary>
    public async Task<bool> TryProbeAsync(byte[] pack, CancellationToken stop)
    {
        try
        {
            return (await PostAsync(pack, stop)).Verdict == HubVerdict.Stored;
        }
        catch (Exception failure) when (IsTransient(failure))
        {
            return false;
        }
    }

    /// <summary>Alarms, and waits a little longer than <paramref name="least"/>.</summary>
    public Task WaitAsync(HubAnswer answer, TimeSpan least, CancellationToken stop)
    {
        var pause = Jittered(least);
        counters.CountRetry();
        state.Failed(time.GetUtcNow(), answer.ToString());
        alarms.Failed(answer.Verdict, answer.ToString(), pause);
        return Task.Delay(pause, time, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<HubAnswer> PostAsync(byte[] pack, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hub.Messages)
        {
            Content = new ByteArrayContent(pack),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", Entry);
        var authorization = await credential.AuthorizationAsync(isRefused, stop);
        isRefused = false;
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        // One limit for the whole answer: the client's own ends with the headers, and a body may never end.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(hub.Timeout);
        if (hub.Entra is not null)
        {
            // No publisher endpoint without a token for it: the partition key keeps the order and names the publisher.
            request.Headers.TryAddWithoutValidation("BrokerProperties", $$"""{"PartitionKey":"{{hub.Publisher}}"}""");
        }
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return new HubAnswer(
                response.StatusCode,
                RetryAfter(response),
                response.StatusCode == HttpStatusCode.Created ? "" : await DetailAsync(response, limit.Token)
            );
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The hub gave no whole answer within {hub.Timeout.TotalSeconds:0} s.", late);
        }
    }

    private bool IsTriedAgain(Outcome<HubAnswer> outcome)
    {
        if (outcome.Exception is { } failure)
        {
            return IsTransient(failure);
        }
        switch (outcome.Result.Verdict)
        {
            case HubVerdict.Stored or HubVerdict.TooLarge or HubVerdict.Malformed:
                return false;
            case HubVerdict.Unauthorized:
                unauthorized++;
                isRefused = true;
                return true;
            default:
                return true;
        }
    }

    private static bool IsTransient(Exception failure) =>
        failure
            is HttpRequestException
                or TimeoutException
                or TaskCanceledException { InnerException: TimeoutException }
                or IOException
                or UnauthorizedAccessException
                or AuthenticationFailedException
                or System.Security.Cryptography.CryptographicException;

    // null: soon, and later each time
    private TimeSpan? Pause(Outcome<HubAnswer> outcome)
    {
        if (outcome.Exception is AuthenticationFailedException)
        {
            return Jittered(RefusedPause);
        }
        return outcome.Exception is not null
            ? null
            : outcome.Result.Verdict switch
            {
                HubVerdict.Unauthorized when unauthorized == 1 => TimeSpan.Zero,
                HubVerdict.Unauthorized or HubVerdict.Refused => Jittered(RefusedPause),
                HubVerdict.Throttled => Jittered(
                    outcome.Result.RetryAfter is { } asked && asked > ThrottledPause
                        ? TimeSpan.FromTicks(Math.Min(asked.Ticks, LongestThrottledPause.Ticks))
                        : ThrottledPause
                ),
                _ => null,
            };
    }

    private static TimeSpan Jittered(TimeSpan pause) => pause + TimeSpan.FromMilliseconds(Random.Shared.Next(1000));

    private ValueTask OnRetry(OnRetryArguments<HubAnswer> attempt)
    {
        if (attempt.Outcome is { Exception: null, Result.Verdict: HubVerdict.Unauthorized } && unauthorized == 1)
        {
            // a token that was renewed meanwhile is no trouble: it is read and tried first
            counters.CountRetry();
            return ValueTask.CompletedTask;
        }
        var cause = attempt.Outcome.Exception is { } failure
            ? Redaction.Redact(MessageOf(failure))
            : attempt.Outcome.Result.ToString();
        var verdict = attempt.Outcome.Exception switch
        {
            null => attempt.Outcome.Result.Verdict,
            AuthenticationFailedException => HubVerdict.Refused,
            _ => HubVerdict.Unknown,
        };
        state.Failed(time.GetUtcNow(), cause);
        counters.CountRetry();
        alarms.Failed(verdict, cause, attempt.RetryDelay);
        return ValueTask.CompletedTask;
    }

    // What is said here is more than its cause; what the network says is less.
    private static string MessageOf(Exception failure) =>
        failure is TimeoutException or UnauthorizedAccessException
            ? failure.Message
            : failure.GetBaseException().Message;

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };

    // <Error><Code>401</Code><Detail>InvalidSignature: … TrackingId:…</Detail></Error>
    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var buffer = new byte[MostDetailBytes];
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        var text = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        var detail = DetailElement().Match(text);
        return detail.Success ? Redaction.Redact(WebUtility.HtmlDecode(detail.Groups["text"].Value)) : "";
    }

    [GeneratedRegex("<Detail>(?<text>[^<]{1,500})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex DetailElement();
}
