using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Forwarder.Functions.Tables;

/// <summary>
/// Lets the pipeline repeat transactions whose fault stands inside an answer that itself says 202: only an exception makes the retry policy look at an
/// answer that is no error.
/// </summary>
internal sealed class InnerFaultPolicy : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        ThrowIfTransient(message);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        ThrowIfTransient(message);
    }

    private static void ThrowIfTransient(HttpMessage message)
    {
        if (
            message.Response is { Status: 202 } answer
            && Changeset.Read(answer.Content.ToMemory()) is [{ Status: 408 or 429 or 500 or 502 or 503 or 504 } fault]
        )
        {
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"The transaction was answered with {fault.Status}.")
            );
        }
    }
}
