using System.Globalization;

namespace Forwarder.Simulator;

/// <summary>What differs between Canopsis versions, for the routes that are simulated.</summary>
internal sealed record Profile
{
    private const int DevelopmentLine = int.MaxValue;

    private readonly int release;

    private Profile(string version, int release)
    {
        Version = version;
        this.release = release;
    }

    /// <summary>As <c>app-info</c> reports it.</summary>
    public string Version { get; }

    public string NotFoundText => IsDevelopmentLine ? "Not Found" : "Not found";

    public string InternalErrorText => IsDevelopmentLine ? "Internal Server Error" : "Internal server error";

    /// <summary>Whether every unreadable body is answered with the same text.</summary>
    public bool HidesParseErrors => IsDevelopmentLine;

    public bool HasMaintenance => release >= 2310;

    public bool ShowsStack => release < 2504;

    public bool ShowsSerialName => release >= 2304;

    /// <summary>Whether the API itself refuses a change of severity to 0.</summary>
    public bool RefusesChangeToInfo => release < 2310;

    /// <summary>Whether the event types of older lines (keepstate, perf) still exist.</summary>
    public bool HasKeepState => release < 2310;

    public bool HasDeclareTicket => release < 2304;

    public bool HasCheckWithoutCount => release >= 2504;

    /// <summary>Whether an event with <c>ref_rk</c> skips the checks of its source.</summary>
    public bool TrustsReference => !IsDevelopmentLine;

    /// <summary>Whether the web UI's server answers a POST to any of its paths like a GET.</summary>
    public bool ServesPagesForPost => release < 2410;

    private bool IsDevelopmentLine => release == DevelopmentLine;

    /// <summary>Profile of a version like <c>24.10.1</c>; anything that does not start with two numbers is the newest line.</summary>
    public static Profile Of(string version)
    {
        var parts = version.Split('.');
        var known =
            parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
                ? (year * 100) + month
                : DevelopmentLine;
        return new Profile(version, known);
    }
}
