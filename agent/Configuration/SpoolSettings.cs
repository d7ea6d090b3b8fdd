using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>The parameters of the spool.</summary>
/// <param name="Directory"><c>spool_directory</c>.</param>
/// <param name="Limits">How much may wait.</param>
/// <param name="WhenFull"><c>spool_when_full</c>, as it is written.</param>
internal sealed record SpoolSettings(string Directory, SpoolLimits Limits, string WhenFull)
{
    // Several times what SQLite's log has before it is written back into the database.
    private const long DiskReserveBytes = 16L * 1024 * 1024;

    public static SpoolSettings From(ParameterSet parameters)
    {
        var whenFull = parameters.Text("spool_when_full");
        return new SpoolSettings(
            parameters.Text("spool_directory"),
            new SpoolLimits(
                parameters.Number("spool_max_bytes")!.Value,
                parameters.Number("spool_max_age") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
                whenFull == "drop_oldest"
            )
            {
                DiskReserveBytes = DiskReserveBytes,
            },
            whenFull
        );
    }
}
