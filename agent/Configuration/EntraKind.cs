namespace Forwarder.Agent.Configuration;

/// <summary>How the agent proves to Entra ID who it is.</summary>
internal enum EntraKind
{
    ClientSecret,
    Certificate,
    ManagedIdentity,
}
