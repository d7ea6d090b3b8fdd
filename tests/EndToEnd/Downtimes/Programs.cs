namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>The built executables, in the configuration of these tests.</summary>
internal static class Programs
{
    public static string Of(string project, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Vectors.Repository, project, "bin", output.Parent!.Name, output.Name, name);
    }
}
