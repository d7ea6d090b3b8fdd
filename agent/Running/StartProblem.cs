using System.Net.Sockets;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Running;

/// <summary>Says which parameter a failed start is about.</summary>
internal static class StartProblem
{
    // ENOSPC, which is how the runtime tells of a full disk on Linux.
    private const int NoSpaceLeft = 28;

    /// <summary>Failures that an operator can mend, or that pass.</summary>
    public static bool IsOne(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SqliteException or SocketException;

    public static ParameterProblem Of(AgentConfiguration configuration, Exception failure) =>
        failure switch
        {
            SocketException => new(
                "listen_port",
                configuration.Brokers.Listener.EndPoint.ToString(),
                $"The address cannot be used: {failure.Message}. Stop what uses it, or take another."
            ),
            IOException { InnerException: AddressInUseException } => new(
                "health_port",
                $"{configuration.HealthPort}",
                "The port is in use. Take another."
            ),
            _ when configuration.Log is { IsFileDemanded: true, File: { Length: > 0 } log } && !CanAppend(log) => new(
                "logfile",
                log,
                $"The log file cannot be written: {failure.Message}"
            ),
            _ when configuration.Hub.TokenFile is { } file && !CanRead(file) => new(
                "hub_token_file",
                file,
                $"The publisher token cannot be read: {failure.Message}"
            ),
            SqliteException sqlite => new(
                "spool_directory",
                configuration.SpoolDirectory,
                $"The spool cannot be opened: {failure.Message} {SpoolFaults.Remedy(SpoolFaults.Of(sqlite))}"
            ),
            IOException { HResult: NoSpaceLeft } => new(
                "spool_directory",
                configuration.SpoolDirectory,
                $"The spool cannot be opened: {failure.Message} {SpoolFaults.Remedy(SpoolFault.DiskFull)}"
            ),
            _ => new("spool_directory", configuration.SpoolDirectory, $"The spool cannot be opened: {failure.Message}"),
        };

    private static bool CanRead(string file) => Can(() => File.OpenRead(file));

    private static bool CanAppend(string file) =>
        Can(() => new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));

    private static bool Can(Func<FileStream> open)
    {
        try
        {
            open().Dispose();
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
