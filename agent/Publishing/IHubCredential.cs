namespace Forwarder.Agent.Publishing;

/// <summary>With what the agent proves who it is.</summary>
internal interface IHubCredential
{
    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="isRefused">The last one was refused: get a new one, from its source.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="Azure.Identity.AuthenticationFailedException">Entra ID gives none.</exception>
    ValueTask<string> AuthorizationAsync(bool isRefused, CancellationToken stop);
}
