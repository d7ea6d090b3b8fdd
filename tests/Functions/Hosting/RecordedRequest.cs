using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>One request of the real Functions host, byte for byte, and what caused it (<c>index.json</c> beside it).</summary>
internal sealed record RecordedRequest(string Path, JsonElement Index)
{
    public static IEnumerable<RecordedRequest> All { get; } = [.. Load()];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
    public byte[] Bytes => File.ReadAllBytes(Path);

    /// <summary>The function's name: the path of the request line.</summary>
    public string Function => Encoding.ASCII.GetString(Bytes.AsSpan(0, 256)).Split(' ')[1].TrimStart('/');

    public bool IsRedacted => Index.TryGetProperty("redacted", out _);

    public static RecordedRequest Named(string name) => All.First(request => request.Name == name);

    public static RecordedRequest At(string path) => All.Single(request => request.Path == path);

    /// <summary>The JSON body without its chunk framing, read independently of the product.</summary>
    public JsonElement Envelope()
    {
        var bytes = Bytes.AsSpan();
        bytes = bytes[(bytes.IndexOf("\r\n\r\n"u8) + 4)..];
        var body = new MemoryStream();
        while (true)
        {
            var lineEnd = bytes.IndexOf("\r\n"u8);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(bytes[..lineEnd]), 16);
            if (length == 0)
            {
                return JsonDocument.Parse(body.ToArray()).RootElement;
            }
            body.Write(bytes.Slice(lineEnd + 2, length));
            bytes = bytes[(lineEnd + 2 + length + 2)..];
        }
    }

    private static IEnumerable<RecordedRequest> Load()
    {
        var entries = Vectors
            .Files("host-requests", "index.json")
            .SelectMany(index =>
                JsonDocument
                    .Parse(File.ReadAllBytes(index))
                    .RootElement.EnumerateArray()
                    .Select(entry => (Folder: System.IO.Path.GetDirectoryName(index)!, Entry: entry))
            )
            .ToDictionary(
                item => System.IO.Path.Combine(item.Folder, item.Entry.GetProperty("file").GetString()!),
                item => item.Entry,
                StringComparer.Ordinal
            );
        foreach (var file in Vectors.Files("host-requests", "*.http"))
        {
            if (entries.TryGetValue(file, out var entry))
            {
                yield return new RecordedRequest(file, entry);
            }
        }
    }
}
