using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Forwarder.Functions.Tables;

/// <summary>Signs each attempt anew, since the service refuses dates that are 15 minutes off.</summary>
internal sealed class SharedKeyPolicy(SharedKey key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        var path = message.Request.Uri.ToUri().AbsolutePath;
        message.Request.Headers.SetValue("Authorization", key.Authorization(date, path));
    }
}
