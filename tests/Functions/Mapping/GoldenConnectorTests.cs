using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Tests.Mapping;

/// <summary>
/// What the reference connector sends for an event, or what we decided to send instead, is what the mapping writes. Which events leave is decided
/// by the agent: here each expected request must be the mapping of one of the events, in order.
/// </summary>
public sealed class GoldenConnectorTests
{
    public static TheoryData<string> Cases =>
        [
            .. GoldenCase
                .All.Where(known => known.IsComparable && known.ExpectedEvents().Count > 0)
                .Select(known => known.Path),
        ];

    public static TheoryData<string> RefusedCases =>
        [
            .. GoldenCase
                .All.Where(known => known.Refused.Any(name => Owner(name).HasFlag(ParameterOwner.Functions)))
                .Select(known => known.Path),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_expected_requests_are_mapped_in_order(string path)
    {
        var known = GoldenCase.All.Single(candidate => candidate.Path == path);
        var mapper = new EventMapper(Read(known.Parameters, [])!.Mapping);
        var mapped = new Queue<JsonNode>(known.Lines().Select(line => Map(mapper, line)).OfType<JsonNode>());

        foreach (var expected in known.ExpectedEvents())
        {
            JsonNode? first = null;
            var isFound = false;
            while (!isFound && mapped.TryDequeue(out var next))
            {
                isFound = JsonNode.DeepEquals(expected, next);
                first ??= next;
            }
            Assert.True(isFound, $"expected {expected.ToJsonString()}\nmapped   {first?.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(RefusedCases))]
    public void What_we_refuse_is_named(string path)
    {
        var known = GoldenCase.All.Single(candidate => candidate.Path == path);
        var problems = new List<ParameterProblem>();

        Assert.Null(Read(known.Parameters, problems));

        var own = known.Refused.Where(refused => Owner(refused).HasFlag(ParameterOwner.Functions));
        Assert.All(own, refused => Assert.Contains(problems, problem => problem.Name == refused));
    }

    private static JsonNode? Map(EventMapper mapper, string line)
    {
        var buffer = new JsonBuffer();
        return mapper.Map(Encoding.UTF8.GetBytes(line), buffer).Verdict == MappingVerdict.Mapped
            ? JsonNode.Parse(buffer.Written.Span)
            : null;
    }

    private static CustomerParameters? Read(JsonObject parameters, List<ParameterProblem> problems)
    {
        var own = new JsonObject();
        foreach (var (name, value) in parameters)
        {
            if (Owner(name).HasFlag(ParameterOwner.Functions))
            {
                own[name] = value?.DeepClone();
            }
        }
        return CustomerParameters.Read(JsonSerializer.SerializeToUtf8Bytes(own), problems);
    }

    private static ParameterOwner Owner(string name) => ParameterCatalogue.Find(name)?.Owner ?? ParameterOwner.None;
}
