using System.Text;
using System.Web;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>Every recorded HTTP request in default mode is understood as what the caller sent, without its key.</summary>
public sealed class RecordedHttpTests
{
    public static TheoryData<string> Recorded =>
        [
            .. RecordedRequest
                .All.Where(request => request.Name.Contains("http-default", StringComparison.Ordinal))
                .Select(request => request.Path),
        ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task The_callers_request_arrives(string path)
    {
        var request = RecordedRequest.At(path);
        var call = await ReplayAsync(request);

        Assert.NotEmpty(call.Headers["Host"]);
        if (!request.Index.TryGetProperty("curlArguments", out var arguments))
        {
            return;
        }
        var sent = CurlCommand.Parse(arguments.GetString()!);
        Assert.Equal(sent.Method ?? "GET", call.Method);
        AssertQuery(sent, call);
        AssertHeaders(sent, call);
        AssertBody(sent, call);
    }

    [Fact]
    public async Task Route_parameters_arrive()
    {
        var call = await ReplayAsync(RecordedRequest.Named("http-default-get-route-query"));
        Assert.Equal(("alpha", "42"), (call.Params["category"], call.Params["id"]));

        call = await ReplayAsync(RecordedRequest.Named("http-default-get-route-optional-missing"));
        Assert.Null(call.Params["id"]);
    }

    [Theory]
    [InlineData("http-default-function-key-query")]
    [InlineData("http-default-function-key-header")]
    [InlineData("http-default-master-key-header")]
    public async Task No_key_reaches_a_function(string name)
    {
        var call = await ReplayAsync(RecordedRequest.Named(name));

        var everything = string.Join(
            '\n',
            [call.Url, .. call.Query.Values, .. call.Headers.Values.SelectMany(values => values), .. call.Params.Values]
        );
        Assert.DoesNotContain("REDACTED-KEY", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("code=", call.Url, StringComparison.Ordinal);
    }

    private static async Task<HttpCall> ReplayAsync(RecordedRequest request)
    {
        HttpCall? received = null;
        var functions = new FunctionMap().Http(
            request.Function,
            "req",
            "res",
            (call, _) =>
            {
                received = call;
                return Task.FromResult(new HttpAnswer(200, "{}"));
            }
        );
        await using var handler = await RunningHandler.StartAsync(functions);
        var answer = await handler.SendAsync(request.Bytes);

        Assert.Equal(200, answer.Status);
        Assert.NotNull(received);
        return received;
    }

    private static void AssertQuery(CurlCommand sent, HttpCall call)
    {
        var start = sent.Url.IndexOf('?', StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(start < 0 ? "" : sent.Url[start..]);
        query.Remove("code");
        Assert.Equal(query.Count, call.Query.Count);
        Assert.All(query.AllKeys, name => Assert.Equal(query[name], call.Query[name!]));
    }

    private static void AssertHeaders(CurlCommand sent, HttpCall call)
    {
        foreach (var header in sent.Headers.Where(header => header.Value.Length > 0).GroupBy(header => header.Name))
        {
            if (!header.Key.Equals("x-functions-key", StringComparison.OrdinalIgnoreCase))
            {
                Assert.Equal(header.Select(item => item.Value), call.Headers[header.Key]);
            }
        }
    }

    private static void AssertBody(CurlCommand sent, HttpCall call)
    {
        // The host drops chunked bodies, and reads binary types other than two as text.
        var isChunked = sent.Headers.Contains(("Transfer-Encoding", "chunked"));
        if (isChunked || sent.Body is not { } body)
        {
            return;
        }
        var text = Encoding.UTF8.GetString(body);
        var expected = sent.Headers.Contains(("Content-Type", "application/octet-stream"))
            ? body
            : Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, call.Body.ToArray());
    }
}
