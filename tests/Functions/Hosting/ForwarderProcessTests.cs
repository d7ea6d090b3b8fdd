using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>The executable as a process: start, probe, one invocation, logs and exit codes (platform.md 1.1 and 12).</summary>
public sealed class ForwarderProcessTests(Azurite azurite)
{
    // Lanes of other runs stand in the same tables.
    private static readonly string Epoch = Guid.NewGuid().ToString("N");

    private (string, string) Storage => (StorageSettings.Connection, azurite.ConnectionString);

    [Theory]
    [InlineData("host.json")]
    [InlineData("local.settings.json")]
    [InlineData("customers/lab.json")]
    [InlineData("ForwardEvents/function.json")]
    [InlineData("ReplayParked/function.json")]
    public void The_build_output_is_a_script_root(string file)
    {
        var path = Path.Combine(ForwarderProcess.ScriptRoot, file);

        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.ValueKind);
    }

    [Fact]
    public async Task Packs_go_through_the_process_into_canopsis()
    {
        using var folder = new TemporaryFolder();
        await using var canopsis = await StubCanopsis.StartAsync();
        folder.Write(
            "lab.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{canopsis.Url.Port}},"sending_protocol":"http","allow_private_host":1,"canopsis_authkey":"SECRETKEY"}"""
        );
        await using var forwarder = await ForwarderProcess.StartAsync(Storage, ("CUSTOMERS_DIR", folder.Path));

        // The customers are known before anybody asks.
        while ((await EntryAsync(forwarder)).GetProperty("EventId").GetInt32() != 200) { }

        canopsis.ThenStatus(401);
        Assert.Equal((200, "{}"), await InvokeAsync(forwarder.Url, "ForwardEvents"));
        Assert.Empty(canopsis.Accepted);
        // What was parked is tried again ten seconds later, the timer's call is due every fifteen.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (canopsis.Accepted.IsEmpty)
        {
            Assert.Equal((200, "{}"), await InvokeAsync(forwarder.Url, "ReplayParked"));
            await Task.Delay(200, limit.Token);
        }

        Assert.Equal("srv", (string)Assert.Single(canopsis.Accepted)["component"]!);
        Assert.Equal((200, "{}"), await InvokeAsync(forwarder.Url, "ForwardEvents"));
        Assert.Single(canopsis.Accepted);
        var summaries = new List<JsonElement>();
        while (summaries.Count < 2)
        {
            var entry = await EntryAsync(forwarder);
            if (entry.GetProperty("EventId").GetInt32() == 300)
            {
                summaries.Add(entry);
            }
        }
        Assert.All(
            summaries,
            entry =>
                Assert.Contains(
                    entry.GetProperty("Scopes").EnumerateArray(),
                    scope => scope.TryGetProperty("InvocationId", out var id) && id.GetString() == "invocation-7"
                )
        );
        Assert.Equal("1", summaries[1].GetProperty("State").GetProperty("Repeats").ToString());
        Assert.Equal("1", summaries[0].GetProperty("State").GetProperty("ParkedPacks").ToString());
    }

    [Fact]
    public async Task Settings_that_cannot_work_are_an_error_with_all_reasons()
    {
        var (exitCode, error) = await ForwarderProcess.RunAsync(
            [],
            ("CUSTOMERS_DIR", "no-such-folder"),
            ("EventHub", "@Microsoft.KeyVault(SecretUri=https://vault.example)")
        );

        Assert.Equal(1, exitCode);
        Assert.Equal(4, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("vault.example", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error()
    {
        await using var canopsis = await StubCanopsis.StartAsync();

        var (exitCode, error) = await ForwarderProcess.RunAsync(
            [],
            Storage,
            ("FUNCTIONS_CUSTOMHANDLER_PORT", $"{canopsis.Url.Port}")
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_a_usage_error()
    {
        var (exitCode, error) = await ForwarderProcess.RunAsync(["serve"]);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_stopped_process_never_reports_success(string signal)
    {
        await using var forwarder = await ForwarderProcess.StartAsync(Storage);

        Assert.Equal(1, await forwarder.StopAsync(signal));
    }

    [Fact]
    public async Task A_process_whose_host_is_gone_ends()
    {
        var start = ForwarderProcess.StartInfo(
            [],
            [Storage, ("FUNCTIONS_CUSTOMHANDLER_PORT", $"{ForwarderProcess.FreePort()}")]
        );
        var program = start.FileName;
        start.FileName = "/bin/sh";
        start.ArgumentList.Add("-c");
        // Nothing else may write to the pipe: the end of the orphan is the end of its output.
        start.ArgumentList.Add($"'{program}' & echo $!; wait");
        using var host = Process.Start(start)!;
        var line = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var orphan = Process.GetProcessById(int.Parse(line!, CultureInfo.InvariantCulture));
        try
        {
            // Killing the host earlier would make it start as an orphan.
            await ListensAsync(
                int.Parse(start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"]!, CultureInfo.InvariantCulture)
            );

            host.Kill();

            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await host.StandardOutput.ReadToEndAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            orphan.Kill();
            throw;
        }
    }

    private static async Task<JsonElement> EntryAsync(ForwarderProcess forwarder)
    {
        var line = await forwarder.NextLogLineAsync();
        Assert.DoesNotContain("SECRETKEY", line, StringComparison.Ordinal);
        return JsonDocument.Parse(line!).RootElement;
    }

    private static async Task ListensAsync(int port)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(25, limit.Token);
            }
        }
    }

    private static async Task<(int Status, string Body)> InvokeAsync(Uri handler, string function)
    {
        using var writer = new PackWriter(new PackLimits());
        writer.TryAdd("""{"kind":"host_status","bbdo":3,"host_id":1,"state":1,"cache":{"host":{"name":"srv"}}}"""u8);
        var pack = Convert.ToBase64String(writer.Seal(Epoch, 1, DateTimeOffset.UnixEpoch));
        var envelope = JsonSerializer.Serialize(
            new
            {
                Data = new { events = JsonSerializer.Serialize(new[] { pack }), timer = new { IsPastDue = false } },
                Metadata = new
                {
                    PartitionContext = new { PartitionId = "3" },
                    SystemPropertiesArray = """[{"x-opt-publisher":"lab.central"}]""",
                },
            }
        );
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(handler, function)) { Content = content };
        request.Headers.Add("X-Azure-Functions-InvocationId", "invocation-7");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
