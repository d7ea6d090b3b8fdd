using Azure;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>Table storage as one process sees it: ETags, transactions, faults before and after the work is done.</summary>
internal sealed class SimulatedLaneStore(SimulatedWorld world, SimulatedProcess process) : ILaneStore
{
    private const int MostPacksInOneWrite = 3;

    public Task<StoredLane> ReadAsync(string publisher, CancellationToken cancellation) =>
        world.CallAsync(
            process,
            end =>
                end is CallEnd.Normal or CallEnd.Repeated
                    ? new StoredLane(publisher, world.Row, world.Version == 0 ? null : Tag(world.Version))
                    : throw Fault()
        );

    public Task<StoredLane?> WriteAsync(
        StoredLane lane,
        LaneRow row,
        IReadOnlyList<LanePack> add,
        IReadOnlyList<ParkedPack> remove,
        CancellationToken cancellation
    ) =>
        world.CallAsync(
            process,
            end =>
            {
                if (end == CallEnd.Refused)
                {
                    throw Fault();
                }
                if (world.Version != 0 ? lane.ETag != Tag(world.Version) : lane.ETag is not null)
                {
                    return null;
                }
                world.Write(row, add, remove);
                return end switch
                {
                    CallEnd.Normal => new StoredLane(lane.Publisher, row, Tag(world.Version)),
                    CallEnd.Repeated => null,
                    _ => throw Fault(),
                };
            }
        );

    public int Fitting(IReadOnlyList<LanePack> packs, int removedRows) => Math.Min(packs.Count, MostPacksInOneWrite);

    public Task<IReadOnlyList<ParkedPack>> QueueAsync(
        string publisher,
        long from,
        QueueLimit limit,
        CancellationToken cancellation
    ) =>
        world.CallAsync<IReadOnlyList<ParkedPack>>(
            process,
            end =>
                end is CallEnd.Normal or CallEnd.Repeated
                    ?
                    [
                        .. world
                            .Queue.Where(parked => parked.Key >= from)
                            .Take(limit.Packs)
                            .Select(parked => new ParkedPack(
                                parked.Key,
                                parked.Value.Label,
                                [$"{parked.Key}"],
                                limit.WithBodies ? parked.Value.Body : default
                            )),
                    ]
                    : throw Fault()
        );

    public Task AnnounceAsync(string publisher, CancellationToken cancellation) =>
        world.CallAsync(
            process,
            end =>
            {
                world.IsAnnounced |= end != CallEnd.Refused;
                return end is CallEnd.Normal or CallEnd.Repeated ? true : throw Fault();
            }
        );

    private static ETag Tag(int version) => new($"{version}");

    private static RequestFailedException Fault() => new(500, "simulated");
}
