namespace Forwarder.Functions.Hosting;

/// <summary>A function of the app, to be put into the map when its parts exist.</summary>
internal sealed record FunctionAddition(Action<FunctionMap, IServiceProvider> Add);
