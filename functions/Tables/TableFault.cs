using System.Globalization;
using System.Text.Json;
using Azure;

namespace Forwarder.Functions.Tables;

/// <summary>Turns refusals of the service into <see cref="RequestFailedException"/> with status and error code; code and status decide, never a text.</summary>
internal static class TableFault
{
    public const string TableNotFound = "TableNotFound";

    public static RequestFailedException From(Response response, string operation)
    {
        var code =
            CodeOf(response.Content?.ToMemory() ?? default) is { Length: > 0 } inBody ? inBody
            : response.Headers.TryGetValue("x-ms-error-code", out var inHeader) ? inHeader
            : "";
        return new RequestFailedException(response.Status, Text(response.Status, code, operation), code, null);
    }

    /// <summary>No answer, whatever the reason: status 0.</summary>
    public static RequestFailedException NoAnswer(string operation, Exception reason) =>
        new(0, $"Table storage did not answer {operation}.", "", reason);

    public static TableTransactionException Inner(ChangesetPart failed, string table)
    {
        var (code, message) = ErrorOf(failed.Body);
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        int? index =
            colon > 0
            && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        return new TableTransactionException(
            failed.Status,
            Text(failed.Status, code, $"a transaction on {table}"),
            code,
            index
        );
    }

    private static string Text(int status, string code, string operation) =>
        $"Table storage answered {status} {code} to {operation}.";

    private static string CodeOf(ReadOnlyMemory<byte> body) => ErrorOf(body).Code;

    private static (string Code, string Message) ErrorOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("odata.error", out var error)
            )
            {
                return (error.GetProperty("code").GetString() ?? "", MessageOf(error));
            }
        }
        catch (Exception unreadable)
            when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Errors of authentication are XML, and something in between may have answered HTML.
        }
        return ("", "");
    }

    private static string MessageOf(JsonElement error) =>
        error.TryGetProperty("message", out var message)
        && message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("value", out var value)
            ? value.GetString() ?? ""
            : "";
}
