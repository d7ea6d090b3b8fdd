using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Agent.Tests.Filtering;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Commands;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Mapping;

namespace Forwarder.EndToEnd.Tests.Connector;

/// <summary>
/// Every recorded case of the reference connector through inventory, filter, event line and mapping: the requests are those that it sends, or, where
/// the case says so, what we decided to send instead. Start-up requests, transport and queueing are the peer's own.
/// </summary>
public sealed class WholeConnectorTests
{
    public static TheoryData<string> Cases =>
        [.. Vectors.Files("connector", "*.json").Where(file => !new RecordedRequests(file).IsNotApplicable)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_requests_are_the_expected_ones(string file)
    {
        var recorded = new RecordedRequests(file);
        var problems = new List<ParameterProblem>();
        var connector = new ConnectorCase(JsonDocument.Parse(File.ReadAllText(file)).RootElement);
        var agent = connector.Read(problems);
        var customer = CustomerParameters.Read(recorded.CustomerParameters(), recorded.FormatFile, problems);
        if (recorded.Refused is { } refused)
        {
            var told = problems.Where(problem => !problem.IsWarning).Select(problem => problem.Name).Distinct();
            Assert.Equal(refused.Order(), told.Order());
            return;
        }
        Assert.True(agent is not null && customer is not null, string.Join('\n', problems));

        var lines = connector.Run(agent).Select(line => line.GetRawText()).ToList();
        var sent = customer.Canopsis.OnlyLogsRequests ? [] : Requests(customer, recorded, lines);

        Compare(recorded, sent, lines);
    }

    private static List<string> Requests(CustomerParameters customer, RecordedRequests recorded, List<string> lines)
    {
        // The cases compare what is written before it is judged.
        var unchecked_ = customer with
        {
            Mapping = customer.Mapping with { ChecksRequests = false },
        };
        var run = new DryRun(unchecked_, new PublisherId("lab", "central"), recorded.Ids());
        var requests = new List<CanopsisRequest>();
        foreach (var line in lines)
        {
            run.Take(Encoding.UTF8.GetBytes(line), requests);
        }
        run.End(requests);
        return [.. requests.SelectMany(Described)];
    }

    // Several events may share one request.
    private static IEnumerable<string> Described(CanopsisRequest request)
    {
        var body = request.Body.IsEmpty ? null : JsonNode.Parse(request.Body.Span);
        return RecordedRequests.Describe(request.Method.Method, request.Route, request.Query, body);
    }

    private static void Compare(RecordedRequests recorded, List<string> sent, List<string> lines)
    {
        var expected = recorded.Expected();
        var shown = string.Join('\n', lines);
        if (recorded.IsInNoOrder)
        {
            expected.Sort(StringComparer.Ordinal);
            sent.Sort(StringComparer.Ordinal);
        }
        Assert.True(
            expected.SequenceEqual(sent),
            $"expected\n{string.Join('\n', expected)}\nsent\n{string.Join('\n', sent)}\nof\n{shown}"
        );
    }
}
