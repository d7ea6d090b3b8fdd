namespace Forwarder.Functions.Hosting;

/// <summary>
/// Exit codes as the Functions host reads them (platform.md 1.1 and 12): after 0 it never starts the handler again, after 200 it does so without
/// pause or limit. Neither is ever used while serving.
/// </summary>
internal static class ExitCodes
{
    public const int Error = 1;
    public const int Usage = 2;
}
