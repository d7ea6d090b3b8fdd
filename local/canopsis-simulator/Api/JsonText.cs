using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Forwarder.Simulator.Api;

/// <summary>Texts of JSON as the server sees them.</summary>
internal static class JsonText
{
    /// <summary>The text, or empty for anything else.</summary>
    public static string Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return "";
        }
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text for .NET, but one for the server.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }
}
