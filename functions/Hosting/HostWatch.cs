using System.Runtime.InteropServices;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// Ends the process when the Functions host is gone. The host leaves its handler running in some shutdowns (platform.md 12), and an orphan would
/// go on delivering beside its successor.
/// </summary>
internal sealed partial class HostWatch(TimeProvider time, ILogger<HostWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly int parent = Parent();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // An orphan is given another parent at once; the parent itself can be process 1 in a container.
            if (Parent() != parent)
            {
                HostingLog.HostGone(logger, parent);
                Environment.Exit(ExitCodes.Error);
            }
        }
    }

    private static int Parent() => OperatingSystem.IsWindows() ? 0 : GetParentProcessId();

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParentProcessId();
}
