using System.Text;
using Forwarder.Agent.Inventory;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// A pair of lists such as <c>accepted_hostgroups</c> and <c>rejected_hostgroups</c> (stream-connector 2.8): accepted
/// names pass, rejected names do not, no list or both lists let everything pass.
/// </summary>
internal sealed class NameFilter
{
    private readonly bool accepts;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>? names;

    public NameFilter(ParameterSet parameters, string what)
    {
        var accepted = parameters.List($"accepted_{what}");
        var rejected = parameters.List($"rejected_{what}");
        accepts = accepted.Count > 0;
        if (accepted.Count > 0 != rejected.Count > 0)
        {
            var listed = (accepts ? accepted : rejected).Select(Encoding.UTF8.GetBytes);
            names = listed.ToHashSet(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
        }
    }

    /// <summary>For one name; an unknown one is empty: it is neither accepted nor rejected.</summary>
    public bool Passes(ReadOnlySpan<byte> name) => names is not { } listed || listed.Contains(name) == accepts;

    /// <summary>For the groups of an object; without groups it is neither accepted nor rejected.</summary>
    public bool Passes(MonitoredObject? member)
    {
        if (names is not { } listed)
        {
            return true;
        }
        foreach (var group in member?.Configuration.Groups ?? [])
        {
            if (listed.Contains(group.Name))
            {
                return accepts;
            }
        }
        return !accepts;
    }

    /// <summary>For the views of a business activity.</summary>
    public bool Passes(IEnumerable<BusinessView> views) =>
        names is not { } listed || views.Any(view => listed.Contains(view.Name)) == accepts;
}
