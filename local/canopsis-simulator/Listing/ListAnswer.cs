using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Listing;

/// <summary>The envelope of a list: <c>data</c> and <c>meta</c>.</summary>
internal static class ListAnswer
{
    /// <param name="select">Everything that belongs to the list, in its order.</param>
    public static Answer Of<T>(
        ListQuery query,
        ApiCall call,
        Profile profile,
        Func<IEnumerable<T>> select,
        Action<Utf8JsonWriter, T> write
    )
    {
        if (query.IsMalformed)
        {
            return ObjectBody.Malformed();
        }
        if (!query.Errors.IsEmpty)
        {
            return Answers.Of(query.Errors, profile, call.User.Language);
        }
        T[] all;
        try
        {
            all = [.. select()];
        }
        catch (RegexParseException)
        {
            return Answers.InternalError(profile);
        }
        var perPage = query.IsPaged ? query.Limit : all.Length;
        var page = query.IsPaged ? query.Page : 1;
        var first = Math.Min((long)(page - 1) * perPage, all.Length);
        return Answer.Json(
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("data");
                foreach (var item in all.AsSpan((int)first, (int)Math.Min(perPage, all.Length - first)))
                {
                    write(json, item);
                }
                json.WriteEndArray();
                json.WriteStartObject("meta");
                json.WriteNumber("page", page);
                json.WriteNumber("page_count", query.IsPaged ? Math.Max(1, (all.Length + perPage - 1) / perPage) : 1);
                json.WriteNumber("per_page", perPage);
                json.WriteNumber("total_count", all.Length);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );
    }
}
