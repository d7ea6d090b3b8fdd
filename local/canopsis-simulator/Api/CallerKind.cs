namespace Forwarder.Simulator.Api;

/// <summary>What the credentials of a request turned out to be.</summary>
internal enum CallerKind
{
    /// <summary>There are none.</summary>
    Anonymous,

    /// <summary>They belong to a user.</summary>
    Known,

    /// <summary>They belong to nobody.</summary>
    Refused,

    /// <summary>They could not be read, which the real server answers as a failure of its own.</summary>
    Broken,
}
