namespace Forwarder.Tests;

/// <summary>Files of <c>tests/vectors</c> and, when the variable EXTRA_VECTORS is set, of that folder too.</summary>
internal static class Vectors
{
    /// <summary>The repository, from wherever the tests run.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary><c>tests/vectors</c>.</summary>
    public static string Root { get; } = Path.Combine(Repository, "tests", "vectors");

    /// <summary>All files of one folder of the vectors that match, in both places, in order of their names.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [
            .. new[] { Root, Environment.GetEnvironmentVariable("EXTRA_VECTORS") }
                .Where(root => !string.IsNullOrEmpty(root))
                .Select(root => Path.Combine(root!, folder))
                .Where(Directory.Exists)
                .SelectMany(path => Directory.EnumerateFiles(path, pattern))
                .Order(StringComparer.Ordinal),
        ];

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        }
        return folder.FullName;
    }
}
