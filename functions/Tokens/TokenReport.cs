namespace Forwarder.Functions.Tokens;

/// <summary>What <c>--json</c> prints of a token; its text only when it was just issued.</summary>
internal sealed record TokenReport(
    string Resource,
    string? Publisher,
    string Policy,
    DateTimeOffset Expires,
    bool Expired,
    string? Token = null
);
