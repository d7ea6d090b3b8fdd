using System.Diagnostics;
using System.Text.Json;
using Forwarder.Functions.Tests.Hosting;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Tokens;

/// <summary>The command as operators type it.</summary>
public sealed class TokensCommandTests
{
    private const string Key = "signing-key";

    [Fact]
    public async Task A_token_goes_into_a_file_of_its_owner_and_a_hub_takes_it()
    {
        await using var hub = await HubStandIn.StartAsync($"agents={Key}:send");
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "hub-token");

        var issued = await RunAsync("issue", "acme.central", "--hub", hub.Address, "--days", "2", "--output", file);

        Assert.Equal((0, ""), (issued.ExitCode, issued.Output));
        Assert.StartsWith("token of acme.central", issued.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", issued.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        var token = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(201, await hub.PublishAsync("acme.central", token.TrimEnd()));

        var shown = await RunAsync("show", file, "--json");
        Assert.Equal(0, shown.ExitCode);
        Assert.DoesNotContain("sig", shown.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(shown.Output);
        Assert.Equal("acme.central", report.RootElement.GetProperty("publisher").GetString());
        Assert.False(report.RootElement.GetProperty("expired").GetBoolean());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var run = await RunAsync("issue", "Acme", "--hub", "contoso/events", "--days", "0");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("PUBLISHER = Acme", run.Error, StringComparison.Ordinal);
        Assert.Contains("--hub = contoso/events", run.Error, StringComparison.Ordinal);
        Assert.Contains("--days = 0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_is_revoked_listed_and_restored()
    {
        await using var hub = await HubStandIn.StartAsync($"RootManageSharedAccessKey={Key}");
        string[] at = ["--hub", hub.Address];

        Assert.Equal((0, "acme.a is revoked.\n"), Told(await RunAsync(["revoke", "acme.a", .. at])));
        Assert.Equal("[\"acme.a\"]\n", (await RunAsync(["revoked", .. at, "--json"])).Output);
        Assert.Equal((0, "acme.a is restored.\n"), Told(await RunAsync(["restore", "acme.a", .. at])));
        Assert.Equal("", (await RunAsync(["revoked", .. at])).Output);
    }

    private static (int, string) Told((int ExitCode, string Output, string Error) run) => (run.ExitCode, run.Error);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = ForwarderProcess.StartInfo(["tokens", .. arguments], [(HubKey.Variable, Key)]);
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
