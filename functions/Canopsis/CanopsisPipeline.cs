using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// How one customer's requests are repeated: each attempt has a time-out, a short retry with exponential delay and jitter bridges hiccups, and a
/// circuit breaker spares a Canopsis that is down. Longer waits belong to whoever holds the events.
/// </summary>
internal static class CanopsisPipeline
{
    /// <summary>When the caller's time is up; nothing is repeated after it.</summary>
    public static readonly ResiliencePropertyKey<Deadline> DeadlineKey = new("deadline");

    private const int Retries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>A longer <c>Retry-After</c> is not waited for here.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private const int FailuresThatOpen = 8;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    public static ResiliencePipeline<CanopsisAnswer> Build(
        TimeSpan attemptTimeout,
        TimeProvider time,
        Action<bool> circuitChanged
    ) =>
        new ResiliencePipelineBuilder<CanopsisAnswer> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<CanopsisAnswer>
                {
                    MaxRetryAttempts = Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = FirstDelay,
                    MaxDelay = LongestDelay,
                    DelayGenerator = static attempt => ValueTask.FromResult(attempt.Outcome.Result?.RetryAfter),
                    ShouldHandle = static attempt =>
                        ValueTask.FromResult(
                            IsOutage(attempt.Outcome)
                                && !(attempt.Outcome.Result?.RetryAfter > LongestDelay)
                                && !attempt.Context.Properties.GetValue(DeadlineKey, default).HasPassed
                        ),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<CanopsisAnswer>
                {
                    FailureRatio = 1,
                    MinimumThroughput = FailuresThatOpen,
                    SamplingDuration = Sampling,
                    BreakDuration = Break,
                    ShouldHandle = static attempt => ValueTask.FromResult(IsOutage(attempt.Outcome)),
                    OnOpened = opened =>
                    {
                        circuitChanged(true);
                        return default;
                    },
                    OnClosed = closed =>
                    {
                        circuitChanged(false);
                        return default;
                    },
                }
            )
            .AddTimeout(attemptTimeout)
            .Build();

    private static bool IsOutage(Outcome<CanopsisAnswer> outcome) =>
        outcome.Result?.Class == AnswerClass.RetryLater || outcome.Exception is TimeoutRejectedException;
}
