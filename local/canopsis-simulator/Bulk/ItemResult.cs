using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Bulk;

/// <summary>What became of one item of a bulk request.</summary>
/// <param name="Id">Id of the pbehavior, when it was done.</param>
/// <param name="EchoesAuthor">Whether the echo of the item names the caller as author.</param>
internal sealed record ItemResult(
    int Status,
    string? Id = null,
    string? Error = null,
    FieldErrors? Errors = null,
    bool EchoesAuthor = false
)
{
    public static ItemResult Done(string id, bool echoesAuthor = false) =>
        new(StatusCodes.Status200OK, id, EchoesAuthor: echoesAuthor);

    public static ItemResult Refused(FieldErrors errors, bool echoesAuthor = false) =>
        new(StatusCodes.Status400BadRequest, Errors: errors, EchoesAuthor: echoesAuthor);

    public static ItemResult Refused(string key, string label, string problem) =>
        Refused(FieldErrors.Of(key, label, problem));

    /// <summary>The item cannot be decoded.</summary>
    public static ItemResult Malformed(string text = "json: cannot unmarshal value into a field of another type") =>
        new(StatusCodes.Status400BadRequest, Error: text);

    public static ItemResult NotFound(Profile profile) =>
        new(StatusCodes.Status404NotFound, Error: profile.NotFoundText);

    /// <summary>The platform failed to take it, which is valid.</summary>
    public static ItemResult Failed(Profile profile) =>
        new(StatusCodes.Status500InternalServerError, Error: profile.InternalErrorText);
}
