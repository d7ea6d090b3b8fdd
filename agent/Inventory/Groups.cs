using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Host groups or service groups and who belongs to them. A group exists while a poller declares it; a membership has
/// the name that its own event carried (bbdo 4.6, 5.1).
/// </summary>
internal sealed class Groups(bool ofServices, ObjectStore objects, Pollers pollers, TextPool texts, RowChanges changes)
{
    private readonly Dictionary<ulong, GroupEntry> groups = [];
    private readonly Dictionary<ulong, GroupMembers> members = [];
    private readonly Field idField = ofServices ? Field.ServicegroupId : Field.HostgroupId;
    private readonly RowKind rowKind = ofServices ? RowKind.ServiceGroup : RowKind.HostGroup;

    public IReadOnlyDictionary<ulong, GroupEntry> All => groups;

    /// <summary>A poller declares the group, or no longer uses it: then its members there are none.</summary>
    public void ApplyGroup(BrokerEvent declared)
    {
        var (id, pollerId) = (declared.UInt64(idField), declared.UInt64(Field.PollerId));
        if (declared.Boolean(Field.Enabled))
        {
            if (!groups.TryGetValue(id, out var group))
            {
                group = new GroupEntry();
                groups.Add(id, group);
            }
            group.Name = texts.Share(texts.Clean(declared.Text(Field.Name)));
            group.Alias = texts.Share(texts.Clean(declared.Text(Field.Alias)));
            group.Pollers.Add(pollerId, pollers.GenerationOf(pollerId));
            changes.Mark(rowKind, id);
        }
        else if (groups.TryGetValue(id, out var group) && group.Pollers.Remove(pollerId))
        {
            var isGone = group.Pollers.IsEmpty;
            Settle(id, group);
            RemoveMemberships(
                MembersOf(id),
                (_, membership) => membership.GroupId == id && (isGone || membership.PollerId == pollerId)
            );
            if (isGone)
            {
                members.Remove(id);
            }
        }
    }

    /// <summary>A host or service joins a group or leaves it.</summary>
    public void ApplyMember(BrokerEvent membership)
    {
        var key = new ObjectKey(membership.UInt64(Field.HostId), ofServices ? membership.UInt64(Field.ServiceId) : 0);
        var (groupId, pollerId) = (membership.UInt64(idField), membership.UInt64(Field.PollerId));
        if (key.IsService != ofServices)
        {
            return;
        }
        if (membership.Boolean(Field.Enabled))
        {
            var name = membership.Has(Field.GroupName) ? membership.Text(Field.GroupName) : membership.Text(Field.Name);
            var joined = new Membership(
                groupId,
                texts.Share(texts.Clean(name)),
                pollerId,
                pollers.GenerationOf(pollerId)
            );
            var member = objects.Get(key);
            var isNew = !Belongs(member, groupId);
            Replace(member, [.. member.Configuration.Groups.Where(group => group.GroupId != groupId), joined]);
            if (isNew)
            {
                List(member, groupId);
            }
        }
        // After a move the old poller may take the object out of what the new poller has put it into.
        else if (
            objects.Find(key) is { } member
            && Array.Find(member.Configuration.Groups, group => group.GroupId == groupId) is { Name: not null } left
            && (left.PollerId == pollerId || left.PollerId == 0 || pollerId == 0)
        )
        {
            Replace(member, [.. member.Configuration.Groups.Where(group => group.GroupId != groupId)]);
        }
    }

    /// <summary>Removes what this poller's complete configuration did not declare again.</summary>
    public void RemoveStale(PollerEntry poller)
    {
        foreach (var (id, group) in groups.ToList())
        {
            if (group.Pollers.RemoveStale(poller))
            {
                Settle(id, group);
            }
        }
        RemoveMemberships(
            objects.All.Where(known => known.Key.IsService == ofServices),
            (member, membership) =>
                membership.Generation != poller.Generation
                && (member.Poller == poller || (member.Poller is null && membership.PollerId == poller.Id))
        );
    }

    public bool TryWriteGroup(ulong id, JsonBuffer row)
    {
        if (!groups.TryGetValue(id, out var group))
        {
            return false;
        }
        row.Raw("{\"name\":"u8);
        row.Text(group.Name);
        if (group.Alias.Length > 0)
        {
            row.Raw(",\"alias\":"u8);
            row.Text(group.Alias);
        }
        RowJson.WritePollers(row, group.Pollers);
        row.Raw("}"u8);
        return true;
    }

    public void LoadGroup(ulong id, JsonElement row)
    {
        var group = new GroupEntry { Name = texts.Share(row.TextOf("name")), Alias = texts.Share(row.TextOf("alias")) };
        RowJson.LoadPollers(row, group.Pollers);
        groups[id] = group;
    }

    /// <summary>The memberships of this object were restored.</summary>
    public void Restored(MonitoredObject member)
    {
        foreach (var membership in member.Configuration.Groups)
        {
            List(member, membership.GroupId);
        }
    }

    private void Settle(ulong id, GroupEntry group)
    {
        if (group.Pollers.IsEmpty)
        {
            groups.Remove(id);
        }
        changes.Mark(rowKind, id);
    }

    private static bool Belongs(MonitoredObject member, ulong groupId) =>
        Array.Exists(member.Configuration.Groups, membership => membership.GroupId == groupId);

    // An object that was removed and announced again is another one.
    private bool StillBelongs(MonitoredObject member, ulong groupId) =>
        Belongs(member, groupId) && objects.Find(member.Key) == member;

    private void List(MonitoredObject member, ulong groupId)
    {
        if (!members.TryGetValue(groupId, out var listed))
        {
            listed = new GroupMembers();
            members.Add(groupId, listed);
        }
        listed.Add(member, known => StillBelongs(known, groupId));
    }

    private IReadOnlyCollection<MonitoredObject> MembersOf(ulong groupId) =>
        members.GetValueOrDefault(groupId)?.Current(known => StillBelongs(known, groupId)) ?? [];

    private void RemoveMemberships(
        IEnumerable<MonitoredObject> candidates,
        Func<MonitoredObject, Membership, bool> isGone
    )
    {
        foreach (var member in candidates)
        {
            var memberships = member.Configuration.Groups;
            if (Array.Exists(memberships, membership => isGone(member, membership)))
            {
                Replace(member, [.. memberships.Where(membership => !isGone(member, membership))]);
            }
        }
    }

    private void Replace(MonitoredObject member, Membership[] memberships)
    {
        Array.Sort(memberships, (left, right) => left.GroupId.CompareTo(right.GroupId));
        member.Configuration.ReplaceGroups(memberships);
        changes.Mark(RowKind.Memberships, member.Key);
    }
}
