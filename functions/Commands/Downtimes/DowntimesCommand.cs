using System.CommandLine;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary><c>forwarder downtimes</c>: what Canopsis should hold of a customer's downtimes, and what to do about the rest.</summary>
internal static class DowntimesCommand
{
    public static Command Create() =>
        new("downtimes", "Shows a customer's downtimes, compares them with Canopsis, decides about unknown ones.")
        {
            DowntimesList.Create(),
            DowntimesShow.Create(),
            DowntimesSync.Create(),
            DowntimesTake.Create(isAdoption: true),
            DowntimesTake.Create(isAdoption: false),
        };
}
