using Azure;

namespace Forwarder.Functions.Tables;

/// <summary>A transaction that was refused as a whole: nothing of it was done.</summary>
internal sealed class TableTransactionException(int status, string message, string code, int? failedOperation)
    : RequestFailedException(status, message, code, null)
{
    /// <summary>Position of the operation that was refused, if the service named it.</summary>
    public int? FailedOperation => failedOperation;
}
