namespace Forwarder.Simulator.Api;

/// <summary>Answers whose text depends on the version.</summary>
internal static class Answers
{
    public static Answer Of(FieldErrors errors, Profile profile, string language) =>
        Answer.Json(
            StatusCodes.Status400BadRequest,
            json =>
            {
                json.WriteStartObject();
                errors.WriteTo(json, profile, language);
                json.WriteEndObject();
            }
        );

    public static Answer NotFound(Profile profile) => Answer.Error(StatusCodes.Status404NotFound, profile.NotFoundText);

    public static Answer Forbidden() => Answer.Error(StatusCodes.Status403Forbidden, "Forbidden");

    public static Answer InternalError(Profile profile) =>
        Answer.Error(StatusCodes.Status500InternalServerError, profile.InternalErrorText);
}
