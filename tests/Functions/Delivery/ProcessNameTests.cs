using System.Diagnostics;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class ProcessNameTests
{
    [Fact]
    public void This_process_has_not_ended()
    {
        Assert.False(ProcessName.HasEnded(ProcessName.Own));
        Assert.Equal(4, ProcessName.Own.Split('.').Length);
    }

    [Fact]
    public async Task A_process_that_ended_is_known_to_have_ended_also_when_its_number_is_used_again()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep") { ArgumentList = { "60" } })!;
        var parts = ProcessName.Own.Split('.');
        var stat = await File.ReadAllTextAsync($"/proc/{child.Id}/stat", TestContext.Current.CancellationToken);
        var name = $"{parts[0]}.{parts[1]}.{child.Id}.{stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}";
        Assert.False(ProcessName.HasEnded(name));

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(ProcessName.HasEnded(name));
        Assert.True(ProcessName.HasEnded($"{parts[0]}.{parts[1]}.{Environment.ProcessId}.1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("elsewhere")]
    [InlineData("other-boot.4026531836.1.1")]
    public void Nothing_is_known_about_processes_of_other_systems(string name) =>
        Assert.False(ProcessName.HasEnded(name));
}
