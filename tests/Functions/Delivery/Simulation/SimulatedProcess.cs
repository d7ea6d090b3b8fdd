using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tests.Logging;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>One start of the handler on one of the instances.</summary>
internal sealed class SimulatedProcess
{
    public SimulatedProcess(SimulatedWorld world, int instance, int start)
    {
        Name = $"instance{instance}:{start}";
        Instance = instance;
        var holders = new LaneHolders(Name, other => world.HasEnded(this, other));
        var settings = new LaneSettings { Window = new QueueLimit(3), LookAhead = new QueueLimit(9) };
        Target = new DeliveryTarget("lab", world.Mapper, new SimulatedRoute(world, this));
        Worker = new LaneWorker(
            new SimulatedLaneStore(world, this),
            new SimulatedDeadLetters(world, this),
            holders,
            settings,
            world.Clock,
            world.Log
        );
    }

    public string Name { get; }
    public int Instance { get; }
    public DeliveryTarget Target { get; }
    public LaneWorker Worker { get; }
    public bool HasEnded { get; set; }

    /// <summary>The last invocation failed.</summary>
    public bool IsRetry { get; set; }
    public bool IsForwarding { get; set; }
    public bool IsDraining { get; set; }
}
