using System.Security.Cryptography;
using System.Text;

namespace Forwarder.Functions.Tables;

/// <summary>An account key and the signature "SharedKeyLite for tables" made with it (platform.md 7).</summary>
internal sealed class SharedKey(string account, byte[] key)
{
    public string Account => account;

    /// <param name="date">Value of the header <c>x-ms-date</c>.</param>
    /// <param name="encodedPath">Path of the URL as it goes over the wire; with an emulator it starts with the account.</param>
    /// <returns>Value of the header <c>Authorization</c>.</returns>
    public string Authorization(string date, string encodedPath)
    {
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{date}\n/{account}{encodedPath}"));
        return $"SharedKeyLite {account}:{Convert.ToBase64String(signature)}";
    }
}
