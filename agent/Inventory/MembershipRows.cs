using System.Text.Json;

namespace Forwarder.Agent.Inventory;

/// <summary>The persisted row of all memberships of one host or service, and their JSON in the event line.</summary>
internal sealed class MembershipRows(ObjectStore objects, TextPool texts)
{
    private readonly JsonBuffer list = new();

    public bool TryWrite(ObjectKey key, JsonBuffer row)
    {
        if (objects.Find(key)?.Configuration.Groups is not { Length: > 0 } groups)
        {
            return false;
        }
        var separator = "["u8;
        foreach (var membership in groups)
        {
            row.Raw(separator);
            row.Raw("{\"group_id\":"u8);
            row.Number(membership.GroupId);
            row.Raw(",\"group_name\":"u8);
            row.Text(membership.Name);
            row.Raw(",\"poller\":"u8);
            row.Number(membership.PollerId);
            row.Raw(",\"generation\":"u8);
            row.Number(membership.Generation);
            row.Raw("}"u8);
            separator = ","u8;
        }
        row.Raw("]"u8);
        return true;
    }

    public void Load(ObjectKey key, JsonElement row)
    {
        var memberships = new List<Membership>();
        foreach (var group in row.EnumerateArray())
        {
            memberships.Add(
                new Membership(
                    group.IdOf("group_id"),
                    texts.Share(group.TextOf("group_name")),
                    group.IdOf("poller"),
                    (int)group.NumberOf("generation")
                )
            );
        }
        objects.Get(key).Configuration.ReplaceGroups([.. memberships]);
    }

    /// <summary><c>[{"group_id":1,"group_name":"…"}]</c>, made once per change.</summary>
    public byte[] ListOf(ObjectConfiguration member)
    {
        if (member.GroupsJson is { } known)
        {
            return known;
        }
        list.Clear();
        var separator = "["u8;
        foreach (var membership in member.Groups)
        {
            list.Raw(separator);
            list.Raw("{\"group_id\":"u8);
            list.Number(membership.GroupId);
            list.Raw(",\"group_name\":"u8);
            list.Text(membership.Name);
            list.Raw("}"u8);
            separator = ","u8;
        }
        list.Raw("]"u8);
        return member.GroupsJson = texts.Share(list.Written);
    }
}
