using Azure.Core;

namespace Forwarder.Functions.Tables;

/// <summary>How requests to Table storage are repeated: within seconds, since whoever waits for a table keeps a partition of the hub waiting.</summary>
internal sealed class TablePipelineOptions : ClientOptions
{
    public TablePipelineOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 3;
        Retry.Delay = TimeSpan.FromMilliseconds(200);
        Retry.MaxDelay = TimeSpan.FromSeconds(3);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
    }
}
