using System.Net;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>The proxy before the hub.</summary>
/// <param name="Address">Scheme, host and port.</param>
/// <param name="Account">Null: it asks for none.</param>
internal sealed record HubProxy(Uri Address, NetworkCredential? Account)
{
    /// <summary>Null when there is none, or when problems were added. The variables of the environment, such as
    /// <c>HTTPS_PROXY</c>, count only without it.</summary>
    internal static HubProxy? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var host = parameters.Text("hub_proxy_address");
        var (user, password, file) = (
            parameters.Text("hub_proxy_username"),
            parameters.Text("hub_proxy_password"),
            parameters.Text("hub_proxy_password_file")
        );
        var before = problems.Count;
        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            problems.Add(
                new("hub_proxy_address", host, "Write a host name or address, without scheme, port and path.")
            );
        }
        if (password.Length > 0 && file.Length > 0)
        {
            problems.Add(
                new("hub_proxy_password", "***", "Keep either hub_proxy_password_file or hub_proxy_password.")
            );
        }
        var hasPassword = password.Length > 0 || file.Length > 0;
        if (user.Length > 0 != hasPassword)
        {
            var missing = hasPassword ? "hub_proxy_username" : "hub_proxy_password_file";
            problems.Add(new(missing, null, "It is missing. An account at the proxy needs name and password."));
        }
        if (user.Length > 0 && host.Length == 0)
        {
            problems.Add(new("hub_proxy_username", user, "Set hub_proxy_address and hub_proxy_port too."));
        }
        if (file.Length > 0)
        {
            password = Read(file, problems);
        }
        if (host.Length == 0 || problems.Count > before || parameters.Number("hub_proxy_port") is not { } port)
        {
            return null;
        }
        return new HubProxy(
            new UriBuilder(parameters.Text("hub_proxy_protocol"), host, (int)port).Uri,
            user.Length > 0 ? new NetworkCredential(user, password) : null
        );
    }

    private static string Read(string file, ICollection<ParameterProblem> problems)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add(new("hub_proxy_password_file", file, $"The file cannot be read: {unreadable.Message}"));
            return "";
        }
    }
}
