using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Benchmarks;

/// <summary>The same mapping of service statuses by <see cref="JsonSerializer"/> with source generation: the other side of the comparison.</summary>
internal sealed class SerializerMapper : IDisposable
{
    private static readonly int[] States = [0, 1, 3, 2];

    private readonly SerializedJson json = new(
        new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        }
    );
    private readonly Utf8JsonWriter writer = new(
        Stream.Null,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
    );

    public void Map(ReadOnlySpan<byte> line, IBufferWriter<byte> into)
    {
        var read = JsonSerializer.Deserialize(line, json.SerializedStatus)!;
        var output = read.Output ?? "";
        var end = output.IndexOf('\n', StringComparison.Ordinal);
        var mapped = new SerializedEvent(
            "check",
            "resource",
            "centreon-stream",
            read.Cache.Poller ?? "centreon-stream-central",
            read.Cache.Host.Name,
            read.Cache.Service.Description,
            read.HostId.ToString(CultureInfo.InvariantCulture),
            read.ServiceId.ToString(CultureInfo.InvariantCulture),
            States[read.State],
            read.LastCheck,
            end < 0 ? output : output[..end],
            string.IsNullOrEmpty(read.LongOutput) ? output : $"{output}\n{read.LongOutput}",
            read.Cache.Service.NotesUrl ?? "",
            read.Cache.Service.ActionUrl ?? "",
            Names(read.Cache.Hostgroups),
            Names(read.Cache.Servicegroups)
        );
        writer.Reset(into);
        JsonSerializer.Serialize(writer, mapped, json.SerializedEvent);
        writer.Flush();
    }

    public void Dispose() => writer.Dispose();

    private static string[] Names(SerializedGroup[]? groups) => [.. (groups ?? []).Select(group => group.GroupName)];
}
