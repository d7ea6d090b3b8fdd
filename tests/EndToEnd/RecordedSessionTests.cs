using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests;

/// <summary>Recorded sessions of the real broker through the whole chain, against the reference connector's requests.</summary>
public sealed class RecordedSessionTests
{
    public static TheoryData<string> Goldens() => [.. Vectors.Files("captures", "*.golden.jsonl")];

    [Theory]
    [MemberData(nameof(Goldens))]
    public async Task Canopsis_receives_what_the_reference_connector_sends(string golden)
    {
        var expected = ReadLines(golden).ToList();
        var session = golden[..golden.LastIndexOf(".golden.jsonl", StringComparison.Ordinal)];
        session = session[..session.LastIndexOf('.')];
        var folder = Directory.CreateTempSubdirectory("forwarder-golden-").FullName;
        var parameters = Path.Combine(folder, "parameters.json");
        var requests = Path.Combine(folder, "requests.jsonl");
        await File.WriteAllTextAsync(
            parameters,
            expected[0]["parameters"]!.ToJsonString(),
            TestContext.Current.CancellationToken
        );

        var line = await Demo.RunAsync(
            "--capture",
            $"{session}.bin",
            "--parameters",
            parameters,
            "--requests",
            requests
        );

        Assert.Equal(0, line.GetProperty("lost").GetInt64());
        Assert.Equal(0, line.GetProperty("duplicates").GetInt64());
        var leftOut = new LeftOutEvents($"{session}.lua-events.jsonl");
        var arrived = ReadLines(requests).Select(request => request["body"]!).ToLookup(ObjectOf);
        var wanted = expected.Skip(1).Select(request => request["body"]!).ToLookup(ObjectOf);
        foreach (var (key, bodies) in wanted.Select(group => (group.Key, group.ToList())))
        {
            var extra = Subtract(arrived[key], bodies, key);
            Assert.All(extra, body => Assert.True(leftOut.Explain(body), $"nobody asked for {body.ToJsonString()}"));
        }
        foreach (var body in arrived.Where(group => !wanted.Contains(group.Key)).SelectMany(group => group))
        {
            Assert.True(leftOut.Explain(body), $"nobody asked for {body.ToJsonString()}");
        }
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<JsonNode> ReadLines(string file) =>
        File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!);

    private static string ObjectOf(JsonNode body) => $"{body["component"]}/{body["resource"]}";

    // The expected bodies must arrive in their order; what arrives between them is returned.
    private static List<JsonNode> Subtract(IEnumerable<JsonNode> arrived, List<JsonNode> expected, string key)
    {
        var extra = new List<JsonNode>();
        var next = 0;
        foreach (var body in arrived)
        {
            if (next < expected.Count && JsonNode.DeepEquals(body, expected[next]))
            {
                next++;
            }
            else
            {
                extra.Add(body);
            }
        }
        Assert.True(
            next == expected.Count,
            $"{key}: expected next {(next < expected.Count ? expected[next].ToJsonString() : "")}; "
                + $"beside the order arrived {string.Join('\n', extra.Select(body => body.ToJsonString()))}"
        );
        return extra;
    }
}
