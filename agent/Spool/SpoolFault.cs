namespace Forwarder.Agent.Spool;

/// <summary>Why the database cannot be used, as far as an operator has to act differently.</summary>
internal enum SpoolFault
{
    DiskFull,
    ReadOnly,
    Disk,
    Damaged,
    Other,
}
