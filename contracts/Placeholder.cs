namespace Forwarder.Contracts;
internal static class Placeholder;
