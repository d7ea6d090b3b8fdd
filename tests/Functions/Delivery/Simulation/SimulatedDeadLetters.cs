using System.Text;
using Azure;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

internal sealed class SimulatedDeadLetters(SimulatedWorld world, SimulatedProcess process) : IDeadLetters
{
    public Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellation) =>
        world.CallAsync(
            process,
            end =>
            {
                if (end == CallEnd.Refused)
                {
                    throw new RequestFailedException(500, "simulated");
                }
                foreach (var letter in letters)
                {
                    world.DeadLetters[(letter.Pack, letter.Line)] =
                        letter.Line > 0 ? Text(letter.Content) : Unpacked(letter);
                }
                return end is CallEnd.Normal or CallEnd.Repeated
                    ? true
                    : throw new RequestFailedException(500, "simulated");
            }
        );

    // None is about an object here: what supersedes what is tested elsewhere.
    public Task<IReadOnlyList<OpenLetter>> OpenAsync(
        string customer,
        string publisher,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<OpenLetter>>([
            .. world.DeadLetters.Keys.Select(key => new OpenLetter($"{key}", "", false, null)),
        ]);

    public Task<RedriveManifest?> ManifestAsync(
        string customer,
        string publisher,
        long sequence,
        CancellationToken cancellation
    ) => Task.FromResult<RedriveManifest?>(null);

    public Task<int> SettleAsync(string customer, IReadOnlyList<LetterFate> fates, CancellationToken cancellation) =>
        Task.FromResult(0);

    private static string Unpacked(DeadLetter letter)
    {
        using var pack = PackReader.Open(letter.Content);
        var text = new StringBuilder();
        foreach (var line in pack)
        {
            text.AppendLine(Text(line));
        }
        return text.ToString();
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
