using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Tests;

namespace Forwarder.Faults.Tests.Inventory;

/// <summary>The events of a recorded session that count for acknowledgements, and where each begins.</summary>
internal sealed class RecordedEvents
{
    private readonly byte[] bytes;
    private readonly List<int> starts = [];

    private RecordedEvents(byte[] bytes) => this.bytes = bytes;

    public int Count => starts.Count - 1;

    public static RecordedEvents Read(string file)
    {
        var recorded = new RecordedEvents(File.ReadAllBytes(file));
        var reader = new EventReader(new SteppedClock());
        ReadOnlyMemory<byte> rest = recorded.bytes;
        int at = 0;
        while (reader.TryRead(ref rest, out ReceivedEvent received))
        {
            if (ProtocolIds.Includes(received.Id) && recorded.starts.Count > 0)
            {
                // the stop
                break;
            }

            at = recorded.bytes.Length - rest.Length;
            recorded.starts.Add(at);
        }

        return recorded;
    }

    /// <summary>The bytes of these events.</summary>
    public ReadOnlyMemory<byte> Between(int first, int end) => bytes.AsMemory(starts[first]..starts[end]);
}
