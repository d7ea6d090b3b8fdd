using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Faults;

/// <summary>One switched-on fault, as <c>POST /simulator/faults</c> takes it.</summary>
/// <remarks>Members with a default are settable, since generated readers do not keep the default of others.</remarks>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Delay of <see cref="FaultKind.Latency"/> and <see cref="FaultKind.SlowBody"/>.</summary>
    public int Milliseconds { get; init; }

    /// <summary>HTTP status of <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; set; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Seconds for the header <c>Retry-After</c> of <see cref="FaultKind.Status"/>; no header without it.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether the API processes the request all the same, under <see cref="FaultKind.Status"/>.</summary>
    public bool Processed { get; init; }

    /// <summary>Whether <see cref="FaultKind.Status"/> answers an error in JSON, as the API itself does, instead of a page.</summary>
    public bool Json { get; init; }

    /// <summary>Strikes only requests whose path begins like this, such as <c>/api/v4/pbehaviors</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Strikes only requests with this method, such as <c>POST</c>.</summary>
    public string? Method { get; init; }

    public string? Component { get; init; }

    public string? Resource { get; init; }

    /// <summary>Strikes each n-th request (of <see cref="FaultKind.FailEvery"/>: each n-th event).</summary>
    public int Every { get; set; } = 1;

    /// <summary>Strikes this many requests, then ends; without it, until it is switched off.</summary>
    public int? Times { get; init; }

    public bool Concerns(ApiRequest request) =>
        (Path is null || request.Path.StartsWith(Path, StringComparison.Ordinal))
        && (Method is null || request.Method == Method);

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem =>
        this switch
        {
            { Every: < 1 } => "every must be 1 or more",
            { Times: < 1 } => "times must be 1 or more",
            { Milliseconds: < 0 } => "milliseconds must not be negative",
            { Kind: FaultKind.Latency or FaultKind.SlowBody, Milliseconds: 0 } => "milliseconds is missing",
            { Kind: FaultKind.FailMatching, Component: null, Resource: null } => "component or resource is missing",
            { Path: { } path } when !path.StartsWith('/') => "path must begin with /",
            { Method: { } method } when !method.All(char.IsAsciiLetterUpper) => "method must be in capitals",
            { Status: < 200 or > 599 } => "status must be 200 to 599",
            _ => null,
        };
}
