namespace Forwarder.Simulator.Api;

/// <summary>Rights on one kind of object, in the server's own numbers (canopsis-api 1.3).</summary>
[Flags]
internal enum Crud
{
    None = 0,
    Delete = 1,
    Update = 2,
    Read = 4,
    Create = 8,
    All = Create | Read | Update | Delete,
}
