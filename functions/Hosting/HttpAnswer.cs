namespace Forwarder.Functions.Hosting;

/// <summary>What an HTTP function answers to its caller.</summary>
internal sealed record HttpAnswer(int StatusCode, string Body)
{
    public string ContentType { get; init; } = "application/json; charset=utf-8";
}
