using System.Globalization;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Names a process so that another one on the same system can tell whether it still runs: boot, process space, id and start of the process. On
/// systems that do not tell these, a process has a unique name and is never known to have ended.
/// </summary>
internal static class ProcessName
{
    /// <summary>Of this process.</summary>
    public static string Own { get; } =
        Space() is { } space && StartOf(Environment.ProcessId) is { } start
            ? string.Create(CultureInfo.InvariantCulture, $"{space}.{Environment.ProcessId}.{start}")
            : Guid.NewGuid().ToString("N");

    public static bool HasEnded(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 4
            && $"{parts[0]}.{parts[1]}" == Space()
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            // Where processes of others are hidden nothing is known about them.
            && StartOf(1) is not null
            && StartOf(id) != parts[3];
    }

    private static string? Space()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name;
            return space is null ? null : $"{boot}.{new string([.. space.Where(char.IsAsciiDigit)])}";
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null when there is no such process.</summary>
    private static string? StartOf(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            // The second field is a name in brackets that may hold anything; the start is the 22nd.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
