using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Customers;

/// <param name="Json">The customer's parameters.</param>
/// <param name="Files">Contents of the files that they name.</param>
/// <param name="Form">As pasted; empty without one.</param>
internal sealed record CustomerInputRead(byte[] Json, IReadOnlyDictionary<string, string> Files, SplitForm Form);
