using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Customers;

/// <summary>The folder named by <c>CUSTOMERS_DIR</c>: one <c>&lt;customer&gt;.json</c> per customer, for local work and tests.</summary>
internal sealed class CustomerFolder(string path)
{
    /// <summary>The documents by customer. A file that cannot be read at this moment is given as null.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be listed.</exception>
    public Dictionary<string, byte[]?> Read()
    {
        var documents = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path, "*.json"))
        {
            documents[Path.GetFileNameWithoutExtension(file)] = ReadFile(file);
        }
        return documents;
    }

    /// <summary>A file that a customer's document names, by its path from the folder; null when it cannot be read or lies elsewhere.</summary>
    public byte[]? ReadNamed(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }
        var file = Path.GetFullPath(name, Path.GetFullPath(path));
        var relative = Path.GetRelativePath(path, file);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal)
            ? null
            : ReadFile(file);
    }

    /// <summary>Whether a file's name can be a customer: the first half of a publisher id.</summary>
    public static bool IsCustomerKey(string name) => PublisherId.TryParse($"{name}.agent", out _);

    private static byte[]? ReadFile(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
