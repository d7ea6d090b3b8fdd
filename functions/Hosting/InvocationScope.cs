using System.Collections;

namespace Forwarder.Functions.Hosting;

/// <summary>Ties every log line of one invocation to it; the host does not (platform.md 1.6).</summary>
internal sealed class InvocationScope(string function, string invocationId)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("Function", function) : new("InvocationId", invocationId);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{function} {invocationId}";
}
