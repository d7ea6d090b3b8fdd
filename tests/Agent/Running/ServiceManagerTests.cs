using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Forwarder.Agent.Running;

namespace Forwarder.Agent.Tests.Running;

public sealed class ServiceManagerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_systemd_is_told_arrives_on_its_socket(bool isAbstract)
    {
        var name = isAbstract ? $"@forwarder-{Guid.NewGuid():n}" : Path.Combine(folder.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{name[1..]}" : name));
        systemd.ReceiveTimeout = 5000;
        var manager = new ServiceManager(name, "3000000");

        manager.Ready("Awaiting brokers.");
        Assert.Equal("READY=1\nSTATUS=Awaiting brokers.", Receive(systemd));
        manager.Reloading();
        Assert.Matches(
            new Regex("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            Receive(systemd)
        );
        manager.Alive();
        Assert.Equal("WATCHDOG=1", Receive(systemd));
        manager.Working();
        manager.Working();
        Assert.Equal("EXTEND_TIMEOUT_USEC=60000000\nWATCHDOG=1", Receive(systemd));
        manager.Stopping();
        Assert.Equal("STOPPING=1", Receive(systemd));
        Assert.Equal(TimeSpan.FromSeconds(3), manager.Watchdog);
    }

    [Fact]
    public void Without_systemd_nothing_happens()
    {
        new ServiceManager(null, null).Ready("");
        new ServiceManager(Path.Combine(folder.Path, "nobody"), "0").Alive();
        Assert.Null(new ServiceManager("", "x").Watchdog);
    }

    public void Dispose() => folder.Dispose();

    private static string Receive(Socket socket)
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
