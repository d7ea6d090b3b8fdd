using System.Text;
using System.Text.Json;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Tests.Mapping;

/// <summary>Reads what the framework's reader reads, and refuses what could make a request unreadable.</summary>
public sealed class JsonCursorTests
{
    private const string Sample = """
        {"kind":"service_status","output":"a \"quoted\" \\ é \u00e9 🚀\n","n":-12,"big":1795294027,"flag":true,"none":null,
         "cache":{"host":{"name":"srv","x":[1,2.5e3,[],{}]},"hostgroups":[{"group_id":2,"group_name":"Réseau"}]} , "float":0.25}
        """;

    [Fact]
    public void Members_and_values_are_those_of_the_framework()
    {
        var expected = JsonDocument
            .Parse(Sample)
            .RootElement.EnumerateObject()
            .Select(member => (member.Name, member.Value.GetRawText()));

        Assert.Equal(expected, Members(Encoding.UTF8.GetBytes(Sample)));
    }

    [Fact]
    public void Nothing_that_is_copied_can_break_a_request()
    {
        var random = new Random(2);
        var sample = Encoding.UTF8.GetBytes(Sample);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = (byte[])sample.Clone();
            for (var change = random.Next(3); change >= 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            try
            {
                foreach (var (_, value) in Members(WireText.Repair(damaged).ToArray()))
                {
                    read++;
                    if (value.StartsWith('"'))
                    {
                        JsonDocument.Parse(value).Dispose();
                    }
                }
            }
            catch (MalformedEventException)
            {
                // Refused as a whole: nothing of it is sent.
            }
        }
        Assert.True(read > 10_000, $"only {read} values survived: the test damages too much");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}x")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12\"}")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("{\"a\":[1,2}")]
    public void Other_texts_are_refused(string text) =>
        Assert.Throws<MalformedEventException>(() => Members(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var deep = $"{{\"a\":{new string('[', 100_000)}";

        Assert.Throws<MalformedEventException>(() => Members(Encoding.UTF8.GetBytes(deep)));
    }

    private static List<(string Name, string Value)> Members(byte[] json)
    {
        var members = new List<(string, string)>();
        var cursor = new JsonCursor(json);
        if (!cursor.TryEnterObject())
        {
            throw new MalformedEventException("no object");
        }
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            members.Add((Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(cursor.Value())));
        }
        cursor.End();
        return members;
    }
}
