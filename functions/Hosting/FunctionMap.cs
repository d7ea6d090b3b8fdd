namespace Forwarder.Functions.Hosting;

/// <summary>
/// The functions of the app by name. A name is the folder of the function's <c>function.json</c>, a binding the name given there.
/// </summary>
internal sealed class FunctionMap
{
    private readonly Dictionary<string, Bind> functions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads the function's argument out of the envelope, so that the request's buffers can go before the function runs.
    /// </summary>
    /// <exception cref="InvalidEnvelopeException">The request does not fit the function.</exception>
    internal delegate Func<CancellationToken, Task<HostAnswer>> Bind(InvocationEnvelope envelope, string invocationId);

    public FunctionMap EventHub(
        string name,
        string binding,
        Func<EventBatch, CancellationToken, Task<FunctionOutcome>> run
    )
    {
        functions.Add(
            name,
            (envelope, id) =>
            {
                var argument = EventHubTrigger.Read(envelope, binding, id);
                return async cancellation => HostAnswer.Of(await run(argument, cancellation));
            }
        );
        return this;
    }

    public FunctionMap Timer(string name, string binding, Func<TimerCall, CancellationToken, Task<FunctionOutcome>> run)
    {
        functions.Add(
            name,
            (envelope, id) =>
            {
                var argument = TimerTrigger.Read(envelope, binding, id);
                return async cancellation => HostAnswer.Of(await run(argument, cancellation));
            }
        );
        return this;
    }

    public FunctionMap Http(
        string name,
        string binding,
        string output,
        Func<HttpCall, CancellationToken, Task<HttpAnswer>> run
    )
    {
        functions.Add(
            name,
            (envelope, id) =>
            {
                var argument = HttpTrigger.Read(envelope, binding, id);
                return async cancellation => HostAnswer.Of(output, await run(argument, cancellation));
            }
        );
        return this;
    }

    public Bind? Find(string name) => functions.GetValueOrDefault(name);
}
