using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>Reads the argument of a <c>timerTrigger</c> (platform.md 1.4).</summary>
internal static class TimerTrigger
{
    /// <exception cref="InvalidEnvelopeException">The binding is missing.</exception>
    public static TimerCall Read(InvocationEnvelope envelope, string binding, string invocationId)
    {
        var timer = InvocationEnvelope.ParseElement(envelope.Data(binding));
        var status = LenientJson.Member(timer, "ScheduleStatus");
        return new TimerCall
        {
            InvocationId = invocationId,
            IsPastDue = LenientJson.Member(timer, "IsPastDue")?.ValueKind == JsonValueKind.True,
            Last = Known(LenientJson.Time(LenientJson.Member(status, "Last"))),
            Next = Known(LenientJson.Time(LenientJson.Member(status, "Next"))),
            RetryCount = EventHubTrigger.RetryCount(envelope),
        };
    }

    // Year 1 is the host's way of saying "never".
    private static DateTimeOffset? Known(DateTimeOffset? time) => time is { Year: > 1 } ? time : null;
}
