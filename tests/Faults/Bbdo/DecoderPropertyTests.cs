using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Tests.Inventory;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>For every event of the catalogue and any values: what was encoded is decoded, and nothing else.</summary>
public sealed class DecoderPropertyTests
{
    private static readonly EventType[] Protobuf = TypesOf(WireEncoding.Protobuf);
    private static readonly EventType[] Legacy = TypesOf(WireEncoding.Legacy);

    [Fact]
    public void Protobuf_fields_have_their_values_in_any_order_between_any_unknown_ones() =>
        ForAnySeed(random =>
        {
            EventType type = Protobuf[random.Next(Protobuf.Length)];
            Dictionary<string, object> values = AnyValues(type, random, all: false);
            List<byte[]> parts =
            [
                .. values
                    .Skip(1)
                    .Select(value => Wire.Payload(type, new Dictionary<string, object> { [value.Key] = value.Value })),
                .. Enumerable.Range(0, random.Next(4)).Select(_ => UnknownField(random)),
            ];
            byte[][] shuffled = [.. parts];
            random.Shuffle(shuffled);
            // of a repeated field the last one counts
            byte[] first = Wire.Payload(type, values.Take(1).ToDictionary());
            AssertDecodes(type, [.. first, .. shuffled.SelectMany(part => part), .. first], values);
        });

    [Fact]
    public void Legacy_fields_have_their_values_whatever_follows_them() =>
        ForAnySeed(random =>
        {
            EventType type = Legacy[random.Next(Legacy.Length)];
            Dictionary<string, object> values = AnyValues(type, random, all: true);
            byte[] payload = Wire.Payload(type, values);
            byte[] later = new byte[random.Next(10)];
            random.NextBytes(later);
            AssertDecodes(type, [.. payload, .. later], values);
        });

    [Fact]
    public void A_legacy_payload_that_ends_early_is_never_an_event() =>
        ForAnySeed(random =>
        {
            EventType type = Legacy[random.Next(Legacy.Length)];
            byte[] payload = Wire.Payload(type, AnyValues(type, random, all: true));
            var decoded = new BrokerEvent();
            Assert.False(EventDecoder.TryDecode(type, payload.AsMemory(0, random.Next(payload.Length)), 1, decoded));
            Assert.DoesNotContain(decoded.Type.Fields.ToArray(), decoded.Has);
        });

    [Fact]
    public void Of_any_bytes_a_decoder_gives_nothing_or_what_lies_in_them() =>
        ForAnySeed(random =>
        {
            EventType type =
                random.Next(2) == 0 ? Protobuf[random.Next(Protobuf.Length)] : Legacy[random.Next(Legacy.Length)];
            byte[] payload = new byte[random.Next(80)];
            random.NextBytes(payload);
            var decoded = new BrokerEvent();
            bool isDecoded = EventDecoder.TryDecode(type, payload, 1, decoded);
            foreach (EventField field in decoded.Type.Fields)
            {
                Assert.True(isDecoded || !decoded.Has(field));
                if (field.Type == WireType.Text)
                {
                    Assert.True(decoded.Text(field).IsEmpty || payload.AsSpan().IndexOf(decoded.Text(field)) >= 0);
                }
            }
        });

    private static EventType[] TypesOf(WireEncoding encoding) =>
        [.. EventCatalogue.All.Where(type => type.Encoding == encoding && type.Fields.Length > 0)];

    private static void ForAnySeed(Action<Random> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static void AssertDecodes(EventType type, byte[] payload, Dictionary<string, object> values)
    {
        var decoded = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(type, payload, 7, decoded), $"{type.Name} {Convert.ToHexString(payload)}");
        Assert.Equal(7u, decoded.SourceId);
        foreach (EventField field in decoded.Type.Fields)
        {
            Assert.Equal(values.ContainsKey(field.Name), decoded.Has(field));
            if (!values.TryGetValue(field.Name, out object? value))
            {
                continue;
            }

            switch (value)
            {
                case byte[] text:
                    Assert.True(decoded.Text(field).SequenceEqual(text), field.Name);
                    break;
                case double real:
                    Assert.Equal(real, decoded.Double(field));
                    break;
                case bool flag:
                    Assert.Equal(flag, decoded.Boolean(field));
                    break;
                case ulong large:
                    Assert.Equal(large, decoded.UInt64(field));
                    break;
                default:
                    Assert.Equal(Convert.ToInt64(value, null), decoded.Int64(field));
                    break;
            }
        }
    }

    // The first field, which tells two layouts of an event apart, and those that name the object are always there.
    private static Dictionary<string, object> AnyValues(EventType type, Random random, bool all)
    {
        Dictionary<string, object> values = [];
        foreach (EventField field in type.Fields)
        {
            bool isPlain = field.Type is not (WireType.Header or WireType.Version or WireType.Tags);
            bool isNamed = type.Encoding == WireEncoding.Legacy || field.Number > 0;
            if (isPlain && isNamed && (all || field.Slot == 0 || field.IsKey || random.Next(2) == 0))
            {
                values.Add(field.Name, AnyValue(field, random));
            }
        }

        return values;
    }

    private static object AnyValue(EventField field, Random random) =>
        field.Type switch
        {
            WireType.Boolean => random.Next(2) == 0,
            WireType.Int16 => (short)random.Next(short.MinValue, short.MaxValue + 1),
            WireType.Int32 => random.Next(int.MinValue, int.MaxValue),
            WireType.UInt32 => (uint)random.NextInt64(1, uint.MaxValue),
            WireType.UInt64 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
            WireType.Double => random.Next(-1_000_000, 1_000_000) / 64.0,
            WireType.Text => AnyText(random),
            _ => random.NextInt64(long.MinValue, long.MaxValue),
        };

    private static byte[] AnyText(Random random) =>
        [.. Enumerable.Range(0, random.Next(20)).Select(_ => (byte)random.Next(1, 256))];

    // Newer senders add fields: one of each kind of the wire format, with a number that no event has.
    private static byte[] UnknownField(Random random) =>
        random.Next(5) switch
        {
            0 => [0xC0, 0x3E, 0x96, 0x01],
            1 => [0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8],
            2 => [0xC2, 0x3E, 3, 9, 9, 9],
            3 => [0xC3, 0x3E, 0x08, 0x01, 0xC4, 0x3E],
            _ => [0xC5, 0x3E, 1, 2, 3, 4],
        };
}
