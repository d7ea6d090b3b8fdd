namespace Forwarder.Agent.Spool;

/// <summary>The database was found damaged while it was in use: the agent has to start again, which replaces it.</summary>
internal sealed class SpoolDamagedException() : Exception("The spool's database is damaged.");
