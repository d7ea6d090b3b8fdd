using Forwarder.Contracts.Packs;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Delivery;

/// <summary>Makes dead letters of lines and packs of one lane, and tells them to the log.</summary>
internal sealed class DeadLines(string publisher, string customer, ILogger logger)
{
    public PendingLine Of(PendingLine line, DeadLetterReason reason, int? status, string? detail)
    {
        var about = LineObject.Of(line.Text.Span, out var kind, out _);
        return line with
        {
            Tally = new LineTally { DeadLettered = 1 },
            Letter = Letter(line.Work, line.Line, reason, line.Text) with
            {
                Status = status,
                Detail = detail,
                About = about,
                IsStatus = kind is EventKind.HostStatus or EventKind.ServiceStatus or EventKind.BaStatus,
            },
        };
    }

    /// <summary>A pack that is not opened, or cannot be read, is one dead letter.</summary>
    public PendingLine Quarantined(PackWork work, DeadLetterReason reason, PackFault? fault)
    {
        var pack = work.Pack;
        LaneLog.Quarantined(logger, publisher, pack.Key.Epoch, pack.Key.Sequence, reason, fault);
        return new PendingLine(work, 0, default)
        {
            Tally = new LineTally { DeadLettered = pack.Label.Lines - work.DoneBefore },
            Letter = Letter(work, 0, reason, pack.Body) with
            {
                Detail = fault?.ToString(),
                Lines = pack.Label.Lines - work.DoneBefore,
            },
            IsLast = true,
            IsQuarantine = true,
        };
    }

    /// <summary>One message for each reason: a pack may be full of lines of the same kind.</summary>
    public void Tell(PackWork work)
    {
        var (epoch, sequence) = work.Pack.Key;
        foreach (var (first, lines) in work.DeadLines)
        {
            LaneLog.EventsDead(
                logger,
                publisher,
                lines,
                epoch,
                sequence,
                first.Reason,
                first.Status,
                first.Line,
                first.Detail
            );
        }
    }

    private DeadLetter Letter(PackWork work, int line, DeadLetterReason reason, ReadOnlyMemory<byte> content) =>
        new(customer, publisher, work.Pack.Key, line, work.Created, reason, content);
}
