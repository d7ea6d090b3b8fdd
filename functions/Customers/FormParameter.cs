using System.Text.Json;

namespace Forwarder.Functions.Customers;

/// <summary>One row of a broker's output form.</summary>
internal sealed record FormParameter(string Name, JsonElement Value);
