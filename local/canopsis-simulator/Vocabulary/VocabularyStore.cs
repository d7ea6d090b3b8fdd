using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Vocabulary;

/// <summary>Types and reasons of the platform. Used under the platform's lock.</summary>
internal sealed class VocabularyStore
{
    private readonly Profile profile;
    private readonly TimeProvider time;
    private readonly List<PbehaviorType> types = [];
    private readonly List<PbehaviorReason> reasons = [];

    public VocabularyStore(Profile profile, TimeProvider time)
    {
        this.profile = profile;
        this.time = time;
        Reset();
    }

    /// <summary>In the order of their creation.</summary>
    public IReadOnlyList<PbehaviorType> Types => types;

    /// <summary>In the order of their creation.</summary>
    public IReadOnlyList<PbehaviorReason> Reasons => reasons;

    public PbehaviorType? Type(string id) => types.Find(type => type.Id == id);

    public PbehaviorReason? Reason(string id) => reasons.Find(reason => reason.Id == id);

    /// <summary>What a new platform has.</summary>
    public void Reset()
    {
        types.Clear();
        reasons.Clear();
        AddDefault("active", 2, "", "#2FAB63");
        AddDefault("inactive", 1, "brightness_3", "#979797");
        AddDefault("maintenance", 3, "build", "#BF360C");
        AddDefault(PbehaviorType.Pause, 4, "pause", "#5A6D80");
        reasons.Add(new PbehaviorReason(Guid.NewGuid().ToString(), "Default", "Default", IsHidden: false, null, Now));
    }

    public void AddType(NewEntry entry) =>
        types.Add(
            new PbehaviorType(
                entry.Id ?? Guid.NewGuid().ToString(),
                entry.Name,
                entry.Name,
                entry.Kind,
                types.Count + 1,
                "",
                "",
                entry.Hidden,
                IsDefault: false
            )
        );

    public void RemoveType(string name) => types.RemoveAll(type => type.Name == name);

    public PbehaviorReason AddReason(string? id, string name, string description, bool isHidden, Caller? author)
    {
        var reason = new PbehaviorReason(id ?? Guid.NewGuid().ToString(), name, description, isHidden, author, Now);
        reasons.Add(reason);
        return reason;
    }

    public void RemoveReason(string name) => reasons.RemoveAll(reason => reason.Name == name);

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private void AddDefault(string kind, int priority, string icon, string color)
    {
        var id = profile.HasRandomTypeIds ? Guid.NewGuid().ToString() : $"default_{kind}";
        var name = $"Default {kind}";
        types.Add(new PbehaviorType(id, name, name, kind, priority, icon, color, IsHidden: false, IsDefault: true));
    }
}
