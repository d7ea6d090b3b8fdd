namespace Forwarder.Faults.Tests.Parts;

/// <summary>One cloud with four partitions for all scenarios that bring customers of their own.</summary>
public sealed class SharedCloud : IAsyncLifetime
{
    /// <summary>Customer whose Canopsis is up.</summary>
    internal const string Healthy = "healthy";

    internal Cloud Cloud { get; private set; } = null!;

    /// <summary>Canopsis of the customer <see cref="Healthy"/>.</summary>
    internal Canopsis Canopsis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Canopsis = await Canopsis.StartAsync();
        Cloud = await Cloud.StartAsync(4, (Healthy, Canopsis));
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        await Canopsis.DisposeAsync();
    }
}
