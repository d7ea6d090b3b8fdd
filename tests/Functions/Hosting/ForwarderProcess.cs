using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>The built executable in its script root, started as the Functions host starts it.</summary>
internal sealed class ForwarderProcess : IAsyncDisposable
{
    private readonly Process process;

    private ForwarderProcess(Process process, int port)
    {
        this.process = process;
        Url = new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>The build output of functions/, in the configuration of these tests.</summary>
    public static string ScriptRoot { get; } = Path.Combine([Vectors.Repository, "functions", .. OutputFolder()]);

    public Uri Url { get; }

    public static async Task<ForwarderProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var port = FreePort();
        var start = StartInfo([], [("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"), .. settings]);
        // Who starts the tests in the background of a shell has SIGINT ignored, and so would every process below.
        start.ArgumentList.Insert(0, "--default-signal=INT");
        start.ArgumentList.Insert(1, start.FileName);
        start.FileName = "env";
        var started = new ForwarderProcess(Process.Start(start)!, port);
        await started.ReadyAsync();
        return started;
    }

    /// <summary>Runs until the process ends by itself.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(
        string[] arguments,
        params (string Name, string Value)[] settings
    )
    {
        using var shortRun = Process.Start(StartInfo(arguments, settings))!;
        var error = shortRun.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shortRun.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shortRun.ExitCode, await error);
    }

    public static ProcessStartInfo StartInfo(string[] arguments, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(ScriptRoot, "forwarder"), arguments)
        {
            WorkingDirectory = ScriptRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("FUNCTIONS_CUSTOMHANDLER_PORT");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
        return start;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Task<string?> NextLogLineAsync() =>
        process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    public async Task<int> StopAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    /// <summary>As the host does: until the port no longer refuses.</summary>
    private async Task ReadyAsync()
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(Url, limit.Token);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(25, limit.Token);
            }
        }
    }

    private static string[] OutputFolder()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return ["bin", output.Parent!.Name, output.Name];
    }
}
