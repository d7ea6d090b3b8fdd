using System.Text;
using System.Text.Json;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>Answers of all versions, in English or not (canopsis-api.md 0.1, 1.2 and 3).</summary>
public sealed class PbehaviorAnswerTests
{
    [Theory]
    [InlineData(201, """{"_id":"a"}""", "Done")]
    [InlineData(204, "", "Done")]
    [InlineData(200, "<html></html>", "Misconfigured")]
    [InlineData(400, """{"errors":{"_id":"ID already exists."}}""", "Exists")]
    [InlineData(400, """{"errors":{"_id":"existe déjà"}}""", "Exists")]
    [InlineData(400, """{"errors":{"name":"Name already exists."}}""", "Exists")]
    [InlineData(400, """{"errors":{"type":"Type doesn't exist."}}""", "NeedsIds")]
    [InlineData(400, """{"errors":{"reason":"Reason is missing."}}""", "NeedsIds")]
    [InlineData(400, """{"errors":{"color":"Color is missing."}}""", "NeedsIds")]
    [InlineData(400, """{"errors":{"tstop":"Stop is missing."}}""", "Invalid")]
    [InlineData(400, """{"error":"request has invalid structure"}""", "Invalid")]
    [InlineData(400, "not json", "Invalid")]
    [InlineData(401, """{"error":"Unauthorized"}""", "Misconfigured")]
    [InlineData(403, """{"error":"Forbidden"}""", "Forbidden")]
    [InlineData(404, """{"error":"Not found"}""", "Missing")]
    [InlineData(404, """{"error":"Not Found"}""", "Missing")]
    [InlineData(404, "<html>404</html>", "Misconfigured")]
    [InlineData(405, """{"error":"Method Not Allowed"}""", "Misconfigured")]
    [InlineData(307, "", "Misconfigured")]
    [InlineData(408, """{"error":"Request Timeout"}""", "RetryLater")]
    [InlineData(413, "<html></html>", "Invalid")]
    [InlineData(429, "", "RetryLater")]
    [InlineData(500, """{"error":"Internal server error"}""", "RetryLater")]
    [InlineData(502, "<html></html>", "RetryLater")]
    [InlineData(503, """{"error":"canopsis is under maintenance"}""", "RetryLater")]
    public void Status_shape_and_keys_decide(int status, string body, string expected)
    {
        Assert.Equal(expected, PbehaviorAnswer.Of(status, Encoding.UTF8.GetBytes(body)).Class.ToString());
    }

    [Fact]
    public void No_text_of_Canopsis_gets_into_an_error()
    {
        var body = """{"errors":{"tstart":"secret one","<b>secret</b>":"two"},"error":"secret three"}""";

        Assert.Equal("400: tstart", PbehaviorAnswer.Of(400, Encoding.UTF8.GetBytes(body)).Error);
    }

    [Theory]
    [InlineData("""{"id":"a","status":200,"item":{}}""", "Done")]
    [InlineData("""{"status":400,"item":{},"errors":{"_id":"ID already exists."}}""", "Exists")]
    [InlineData("""{"status":404,"item":{},"error":"Not found"}""", "Missing")]
    [InlineData("""{"status":500,"item":{},"error":"Internal server error"}""", "RetryLater")]
    [InlineData("""{"item":{}}""", "Misconfigured")]
    [InlineData("[]", "Misconfigured")]
    public void Items_of_bulk_answers_are_answers_of_their_own(string item, string expected)
    {
        using var document = JsonDocument.Parse(item);

        Assert.Equal(expected, PbehaviorAnswer.OfItem(document.RootElement).Class.ToString());
    }
}
