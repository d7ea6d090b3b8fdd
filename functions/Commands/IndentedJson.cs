using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Functions.Commands;

/// <summary>JSON for people to read and to paste: indented, nothing escaped that need not be.</summary>
internal static class IndentedJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
