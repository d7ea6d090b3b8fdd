using System.Text;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class EventDecoderTests
{
    private readonly BrokerEvent decoded = new();

    [Fact]
    public void Fields_of_a_protobuf_event_are_read_by_number_and_absent_ones_are_zero()
    {
        // host_id 5, checked, state 1, output "é", latency 0.5
        byte[] payload = [0x08, 5, 0x10, 1, 0x20, 1, 0x62, 2, 0xC3, 0xA9, 0x89, 0x01, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F];

        Assert.True(EventDecoder.TryDecode(Type(65568), payload, sourceId: 3, decoded));

        Assert.Equal(5, decoded.Int64(Field.HostId));
        Assert.True(decoded.Boolean(Field.Checked));
        Assert.Equal(1, decoded.Int64(Field.State));
        Assert.Equal("é", Encoding.UTF8.GetString(decoded.Text(Field.Output)));
        Assert.Equal(0.5, decoded.Double(Field.Latency));
        Assert.False(decoded.Has(Field.LastCheck));
        Assert.Equal(0, decoded.Int64(Field.LastCheck));
        Assert.False(decoded.Has(Field.ServiceId));
        Assert.True(decoded.Text(Field.Perfdata).IsEmpty);
        Assert.Equal(3u, decoded.SourceId);
    }

    [Fact]
    public void Unset_times_of_a_protobuf_downtime_are_minus_one()
    {
        byte[] payload = [0x08, 7, 0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];

        Assert.True(EventDecoder.TryDecode(Type(65572), payload, sourceId: 0, decoded));

        Assert.Equal(-1, decoded.Int64(Field.ActualStartTime));
        Assert.Equal(ulong.MaxValue, decoded.UInt64(Field.ActualStartTime));
    }

    [Fact]
    public void An_optional_field_is_present_even_when_it_is_zero()
    {
        Assert.True(EventDecoder.TryDecode(Type(65592), new byte[] { 0x08, 9, 0x18, 0 }, sourceId: 0, decoded));

        Assert.True(decoded.Has(Field.AcknowledgementType));
        Assert.False(decoded.Has(Field.ScheduledDowntimeDepth));
    }

    [Fact]
    public void A_known_number_with_another_wire_type_and_unknown_numbers_are_skipped()
    {
        // service_id as text, field 999 as text, field 1000 as number, field 50 as a group holding a number
        byte[] payload =
        [
            .. new byte[] { 0x08, 5, 0x12, 1, 0x41 },
            .. new byte[] { 0xBA, 0x3E, 2, 0x41, 0x41, 0xC0, 0x3E, 42 },
            .. new byte[] { 0x93, 0x03, 0x08, 1, 0x94, 0x03, 0x28, 2 },
        ];

        Assert.True(EventDecoder.TryDecode(Type(65565), payload, sourceId: 0, decoded));

        Assert.Equal(5, decoded.Int64(Field.HostId));
        Assert.False(decoded.Has(Field.ServiceId));
        Assert.Equal(2, decoded.Int64(Field.State));
    }

    [Theory]
    [InlineData(new byte[] { 0x08 })]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x72, 5, 0x41 })]
    [InlineData(new byte[] { 0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    [InlineData(new byte[] { 0x93, 0x03, 0x08, 1 })]
    [InlineData(new byte[] { 0x93, 0x03, 0x9C, 0x03 })]
    [InlineData(new byte[] { 0x0F })]
    public void Malformed_protobuf_is_undecodable_and_leaves_no_field(byte[] malformed)
    {
        byte[] payload = [0x10, 7, .. malformed];

        Assert.False(EventDecoder.TryDecode(Type(65565), payload, sourceId: 0, decoded));

        Assert.False(decoded.Has(Field.ServiceId));
    }

    [Fact]
    public void A_legacy_event_is_read_field_by_field_and_bytes_behind_it_are_ignored()
    {
        byte[] payload = [0, 0, 0, 4, .. "Réseau"u8, 0, 1, 0, 0, 0, 3, 0xAA, 0xBB];

        Assert.True(EventDecoder.TryDecode(Type(65546), payload, sourceId: 0, decoded));

        Assert.Equal(4, decoded.Int64(Field.HostgroupId));
        Assert.Equal("Réseau", Encoding.UTF8.GetString(decoded.Text(Field.Name)));
        Assert.True(decoded.Boolean(Field.Enabled));
        Assert.Equal(3, decoded.Int64(Field.PollerId));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 4, 0x41, 0, 1, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 4, 0x41, 0x41 })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[0])]
    public void A_legacy_event_that_ends_early_is_undecodable(byte[] payload)
    {
        Assert.False(EventDecoder.TryDecode(Type(65546), payload, sourceId: 0, decoded));
    }

    [Theory]
    [InlineData("5.000000", 5)]
    [InlineData("-0.250000", -0.25)]
    [InlineData("0.000010", 0.00001)]
    [InlineData("1e+20", 1e20)]
    [InlineData("123456789012345678.000000", 123456789012345678d)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("-nan", double.NaN)]
    [InlineData("", 0)]
    [InlineData("-", 0)]
    [InlineData("abc", 0)]
    public void Legacy_numbers_are_decimal_texts(string text, double expected)
    {
        Assert.Equal(expected, DecimalText.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(new byte[] { 0x08, 7, 0x38, 2, 0x4A, 1, 0x41 })]
    [InlineData(new byte[] { 0x10, 7, 0x40, 2, 0x52, 1, 0x41 })]
    [InlineData(new byte[] { 0x38, 2, 0x4A, 1, 0x41, 0x08, 7 })]
    [InlineData(new byte[] { 0x52, 1, 0x41, 0x40, 2, 0x10, 7 })]
    public void Both_numberings_of_the_status_of_a_business_activity_are_read(byte[] payload)
    {
        Assert.True(EventDecoder.TryDecode(Type(393235), payload, sourceId: 0, decoded));

        Assert.Equal((7, 2), (decoded.Int64(Field.BaId), decoded.Int64(Field.State)));
        Assert.Equal("A"u8, decoded.Text(Field.Output));
    }

    [Fact]
    public void More_tags_than_any_object_has_are_undecodable()
    {
        byte[] payload =
        [
            .. Enumerable.Repeat(new byte[] { 0x8A, 0x05, 0 }, BrokerEvent.MaxTags + 1).SelectMany(tag => tag),
        ];

        Assert.False(EventDecoder.TryDecode(Type(65566), payload, sourceId: 0, decoded));
        Assert.True(EventDecoder.TryDecode(Type(65566), payload.AsMemory(3), sourceId: 0, decoded));
    }

    [Fact]
    public void Decoding_a_status_allocates_nothing()
    {
        byte[] payload = [0x08, 5, 0x10, 6, 0x72, 2, 0x41, 0x41];
        EventType type = Type(65565);
        EventDecoder.TryDecode(type, payload, sourceId: 0, decoded);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
        {
            EventDecoder.TryDecode(type, payload, sourceId: 0, decoded);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static EventType Type(uint id) =>
        EventCatalogue.Find(id) ?? throw new ArgumentOutOfRangeException(nameof(id));
}
