using System.Text.Json.Serialization;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Commands;

/// <summary>What <c>forwarder map --summary</c> prints.</summary>
internal sealed record MapSummary
{
    /// <summary>Lines read.</summary>
    public long Events { get; private set; }

    /// <summary>Lines that became part of a request or of a downtime's state, by kind.</summary>
    public SortedDictionary<string, long> Mapped { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines for which nothing is sent, by kind.</summary>
    public SortedDictionary<string, long> NotMapped { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines that cannot be sent, by reason.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests, by method and route.</summary>
    public SortedDictionary<string, long> Requests { get; } = new(StringComparer.Ordinal);

    public void Count(MappingResult result)
    {
        Events++;
        var (counts, key) = result.Verdict switch
        {
            MappingVerdict.Mapped => (Mapped, result.Kind.ToString()),
            MappingVerdict.NotMapped => (NotMapped, result.Kind.ToString()),
            _ => (Refused, result.Refusal ?? ""),
        };
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    public void Count(CanopsisRequest request)
    {
        var key = $"{request.Method} {request.Route}";
        Requests[key] = Requests.GetValueOrDefault(key) + 1;
    }
}
