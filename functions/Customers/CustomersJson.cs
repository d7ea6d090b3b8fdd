using System.Text.Json.Serialization;

namespace Forwarder.Functions.Customers;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CustomersJson : JsonSerializerContext;
