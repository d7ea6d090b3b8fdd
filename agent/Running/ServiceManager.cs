using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Forwarder.Agent.Running;

/// <summary>Tells systemd how the service is (sd_notify): datagrams to the socket that <c>NOTIFY_SOCKET</c> names.</summary>
internal sealed class ServiceManager
{
    private static readonly TimeSpan OftenEnough = TimeSpan.FromSeconds(1);

    private readonly UnixDomainSocketEndPoint? address;
    private long? workedAt;

    /// <param name="socket">Value of <c>NOTIFY_SOCKET</c>: a path, or a name in the abstract space after an @; empty: nobody
    /// listens.</param>
    /// <param name="watchdog">Value of <c>WATCHDOG_USEC</c>.</param>
    public ServiceManager(string? socket, string? watchdog)
    {
        if (!string.IsNullOrEmpty(socket))
        {
            address = new UnixDomainSocketEndPoint(socket[0] == '@' ? $"\0{socket[1..]}" : socket);
        }
        if (
            long.TryParse(watchdog, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds > 0
        )
        {
            Watchdog = TimeSpan.FromMicroseconds(microseconds);
        }
    }

    /// <summary>Silence after which systemd restarts the service; null: it does not watch.</summary>
    public TimeSpan? Watchdog { get; }

    public static ServiceManager FromEnvironment() =>
        new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));

    public void Ready(string status) => Notify($"READY=1\nSTATUS={status}");

    /// <summary>A changed configuration is being taken over; <see cref="Ready"/> ends that.</summary>
    public void Reloading() =>
        Notify($"RELOADING=1\nMONOTONIC_USEC={(long)Stopwatch.GetElapsedTime(0).TotalMicroseconds}");

    public void Stopping() => Notify("STOPPING=1");

    public void Alive() => Notify("WATCHDOG=1");

    /// <summary>A start that takes long goes on, and may take another minute; told at most once a second.</summary>
    public void Working()
    {
        var now = Stopwatch.GetTimestamp();
        if (workedAt is { } last && Stopwatch.GetElapsedTime(last, now) < OftenEnough)
        {
            return;
        }
        workedAt = now;
        Notify("EXTEND_TIMEOUT_USEC=60000000\nWATCHDOG=1");
    }

    // A manager that does not listen must not end the service.
    private void Notify(string state)
    {
        if (address is null)
        {
            return;
        }
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (SocketException)
        {
            // told at the next occasion
        }
    }
}
