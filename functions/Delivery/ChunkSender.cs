using System.Globalization;
using System.Text;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Delivery;

/// <summary>Sends a chunk by the course that <see cref="ChunkCourse"/> decides.</summary>
internal sealed class ChunkSender(IEventRoute route, TimeProvider time)
{
    /// <param name="deadline">Nothing is sent after it.</param>
    public async Task<ChunkResult> SendAsync(
        EventChunk chunk,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        var course = new ChunkCourse(count, () => ChunkObjects.Of(chunk, count));
        var unanswered = 0L;
        TimeSpan? retryAfter = null;
        while (true)
        {
            switch (course.Next)
            {
                case ChunkStep.Finished:
                    return new ChunkResult(course.Fates, null, Duplicates(course, unanswered));
                case ChunkStep.Blocked blocked:
                    return new ChunkResult(course.Fates, blocked.Reason, Duplicates(course, unanswered))
                    {
                        RetryAfter = retryAfter,
                    };
                case ChunkStep when deadline.HasPassed:
                    return new ChunkResult(course.Fates, BlockReason.OutOfTime, Duplicates(course, unanswered));
                case ChunkStep.Pause pause:
                    await Task.Delay(pause.Time, time, cancellation);
                    course.Resume();
                    break;
                case ChunkStep.Probe:
                    var probe = await ProbeAsync(deadline, cancellation);
                    retryAfter = probe.RetryAfter;
                    course.AnswerProbe(probe);
                    break;
                case ChunkStep.Send send:
                    var part = send.Positions.Count == count ? chunk : chunk.Select(send.Positions);
                    var answer = await route.SendAsync(part, send.Positions.Count, deadline, cancellation);
                    unanswered += (long)answer.Unanswered * send.Positions.Count;
                    retryAfter = answer.RetryAfter;
                    course.Answer(answer);
                    break;
            }
        }
    }

    private static DuplicateTally Duplicates(ChunkCourse course, long unanswered) =>
        new()
        {
            // Taken by Canopsis, but behind an event that waits: they are sent again with it.
            RefusedChunk = course.Resent + course.Fates.SkipWhile(fate => fate.IsDone).Count(fate => fate.IsDone),
            UnknownOutcome = unanswered,
        };

    private async Task<CanopsisAnswer> ProbeAsync(Deadline deadline, CancellationToken cancellation)
    {
        var probe = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"event_type":"check","source_type":"component","connector":"canopsis-forwarder","connector_name":"canopsis-forwarder","component":"canopsis-forwarder","state":0,"timestamp":{{time.GetUtcNow().ToUnixTimeSeconds()}},"output":"Events are delivered.","long_output":""}"""
        );
        var chunk = new EventChunk(1);
        chunk.AddObject(Encoding.UTF8.GetBytes(probe));
        return await route.SendAsync(chunk, 1, deadline, cancellation);
    }
}
