using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Tests.Mapping.Downtimes;

/// <summary>The life of a downtime, in both encodings, where the recorded cases of the reference connector do not reach.</summary>
public sealed class DowntimeMapperTests
{
    private const string Scheduled =
        """{"kind":"downtime","bbdo":3,"id":8,"instance_id":2,"host_id":10,"service_id":20,"type":1,"author":"bob","comment_data":"disk","entry_time":100,"start_time":200,"end_time":300,"duration":50,"fixed":true,"cache":{"host":{"name":"srv"},"service":{"description":"Disk /"}}}""";

    private static readonly PublisherId Publisher = new("acme", "paris");

    [Fact]
    public void A_fixed_downtime_is_there_from_when_it_is_scheduled()
    {
        var downtime = Map(Scheduled);

        Assert.Equal(DowntimePhase.Present, downtime.Phase);
        Assert.Equal("centreon-downtime-acme-paris-2-8-100", downtime.Name);
        AssertSame(
            """
            {"_id":"centreon-downtime-acme-paris-2-8-100","name":"centreon-downtime-acme-paris-2-8-100","author":"bob","enabled":true,
             "reason":"r","type":"t","rrule":"","tstart":200,"tstop":300,
             "entity_pattern":[[{"field":"_id","cond":{"type":"eq","value":"Disk //srv"}}]]}
            """,
            downtime.Body.Write(new PbehaviorIds("t", "r"))
        );
        AssertSame("""{"pbehavior":"centreon-downtime-acme-paris-2-8-100","message":"disk"}""", downtime.Comment);
    }

    [Fact]
    public void A_flexible_downtime_waits_for_its_start_and_lasts_for_its_duration()
    {
        var flexible = Scheduled.Replace(",\"fixed\":true", "", StringComparison.Ordinal);
        Assert.Equal(DowntimePhase.Awaited, Map(flexible).Phase);

        var started = Map(
            flexible.Replace("\"type\":1", "\"type\":1,\"actual_start_time\":220", StringComparison.Ordinal)
        );

        Assert.Equal((DowntimePhase.Present, 220, 270), (started.Phase, started.Body.Start, started.Body.Stop));
    }

    [Fact]
    public void As_the_reference_a_fixed_one_can_wait_too()
    {
        Assert.Equal(DowntimePhase.Awaited, Map(Scheduled, new() { WaitForStart = true }).Phase);
    }

    [Theory]
    [InlineData("\"actual_end_time\":5")]
    [InlineData("\"cancelled\":true")]
    [InlineData("\"deletion_time\":5")]
    public void Any_sign_of_an_end_ends_it_in_both_encodings(string sign)
    {
        var ended = Scheduled.Replace("\"type\":1", $"\"type\":1,{sign}", StringComparison.Ordinal);
        var legacy = ended
            .Replace("\"bbdo\":3", "\"bbdo\":2", StringComparison.Ordinal)
            .Replace("\"id\":8", "\"internal_id\":8", StringComparison.Ordinal);

        Assert.Equal(DowntimePhase.Ended, Map(ended).Phase);
        Assert.Equal((DowntimePhase.Ended, Map(ended).Name), (Map(legacy).Phase, Map(legacy).Name));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("4294967295")]
    [InlineData("18446744073709551615")]
    public void A_time_that_is_not_set_is_no_sign(string time)
    {
        var line = Scheduled.Replace("\"type\":1", $"\"type\":1,\"deletion_time\":{time}", StringComparison.Ordinal);

        Assert.Equal(DowntimePhase.Present, Map(line).Phase);
    }

    [Fact]
    public void A_downtime_of_type_2_is_of_the_host()
    {
        var line = Scheduled.Replace("\"type\":1", "\"type\":2", StringComparison.Ordinal);

        Assert.Equal("srv", Map(line).Body.Entity);
    }

    [Fact]
    public void A_comment_is_cut_by_characters_and_never_empty()
    {
        var accents = string.Concat(Enumerable.Repeat("é😀", 200));
        var line = Scheduled.Replace("\"disk\"", $"\"{accents}\"", StringComparison.Ordinal);
        var none = Scheduled.Replace("\"disk\"", "\"\"", StringComparison.Ordinal);

        Assert.Equal(255, Message(Map(line)).EnumerateRunes().Count());
        Assert.Equal("(no comment)", Message(Map(none)));
        Assert.Equal("bob: disk", Message(Map(Scheduled, new() { CommentBeginsWithAuthor = true })));
    }

    [Fact]
    public void Nothing_is_sent_when_downtimes_are_switched_off()
    {
        var mapper = new DowntimeMapper(new DowntimeOptions { IsSent = false });

        Assert.Null(mapper.Map(Encoding.UTF8.GetBytes(Scheduled), Publisher));
    }

    [Fact]
    public void A_creation_waits_for_ids_a_deletion_does_not()
    {
        var requests = new DowntimeRequests(new DowntimeOptions());

        Assert.Null(requests.Create(Map(Scheduled), new PbehaviorIds("t", null)));
        Assert.Equal("name=a%26b", requests.Delete("a&b").Query);
    }

    [Theory]
    [InlineData("22.10.7", true)]
    [InlineData("v22.10-rc1", true)]
    [InlineData("22.10", false)]
    [InlineData("24.04.1", false)]
    [InlineData(null, false)]
    public void Only_the_version_that_asks_for_a_colour_gets_one(string? version, bool isColoured)
    {
        Assert.Equal(isColoured, PbehaviorIds.IsVersionWithColour(version));
    }

    [Fact]
    public void Each_change_is_said_once_and_a_new_announcement_revives()
    {
        var ledger = new DowntimeLedger(new DowntimeRequests(new DowntimeOptions()));
        var present = Map(Scheduled);
        var ended = present with { Phase = DowntimePhase.Ended };

        string[] Take(Downtime downtime) =>
            [.. ledger.Take(downtime, PbehaviorIds.Placeholders).Select(request => request.Method.Method)];

        Assert.Equal(["DELETE"], Take(ended));
        Assert.Equal(["POST", "POST"], Take(present));
        Assert.Empty(Take(present));
        Assert.Equal(["DELETE"], Take(ended));
        Assert.Empty(Take(ended));
        Assert.Equal(["POST", "POST"], Take(present));
    }

    [Fact]
    public void A_prefix_stands_before_the_host_of_the_entity_pattern_and_nothing_else()
    {
        var prefixed = new DowntimeOptions { ComponentPrefix = "acme-" };
        var ofHost = Scheduled.Replace(",\"service_id\":20,\"type\":1", ",\"type\":2", StringComparison.Ordinal);

        Assert.Equal("acme-srv", Map(ofHost, prefixed).Body.Entity);
        Assert.Equal(Map(Scheduled).Body with { Entity = "Disk //acme-srv" }, Map(Scheduled, prefixed).Body);
        AssertSame(
            """[[{"field":"_id","cond":{"type":"eq","value":"Disk //acme-srv"}}]]""",
            Encoding.UTF8.GetBytes(
                JsonNode.Parse(Map(Scheduled, prefixed).Body.Write(new PbehaviorIds("t", "r")))![
                    "entity_pattern"
                ]!.ToJsonString()
            )
        );
    }

    private static string Message(Downtime downtime) => (string)JsonNode.Parse(downtime.Comment)!["message"]!;

    private static Downtime Map(string line, DowntimeOptions? options = null) =>
        new DowntimeMapper(options ?? new DowntimeOptions()).Map(Encoding.UTF8.GetBytes(line), Publisher)!;

    private static void AssertSame(string expected, byte[]? actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)),
            Encoding.UTF8.GetString(actual!)
        );
}
