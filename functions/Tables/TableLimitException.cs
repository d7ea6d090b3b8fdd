namespace Forwarder.Functions.Tables;

/// <summary>A request that the service would refuse for its size or form; nothing was sent.</summary>
internal sealed class TableLimitException(string message) : Exception(message);
