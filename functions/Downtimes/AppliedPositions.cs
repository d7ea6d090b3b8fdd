using System.Globalization;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Up to where the events of the last epochs have been applied to a row, as the text that the row stores: events that come again, after a crash or from
/// an instance that was given up, are recognised and cannot turn the row back.
/// </summary>
internal sealed record AppliedPositions(string Text)
{
    public static readonly AppliedPositions None = new("");

    private const int MostEpochs = 4;

    public bool Includes(EventPosition position) => Read().Any(position.IsUpTo);

    public AppliedPositions With(EventPosition position) =>
        new(
            string.Join(
                '\n',
                Read()
                    .Where(known => known.Epoch != position.Epoch)
                    .TakeLast(MostEpochs - 1)
                    .Append(position)
                    .Select(Write)
            )
        );

    private static string Write(EventPosition position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position.Sequence}:{position.Line}:{position.Epoch}");

    private IEnumerable<EventPosition> Read()
    {
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                line.Split(':', 3) is [var sequence, var number, var epoch]
                && long.TryParse(sequence, CultureInfo.InvariantCulture, out var inEpoch)
                && int.TryParse(number, CultureInfo.InvariantCulture, out var inPack)
            )
            {
                yield return new EventPosition(epoch, inEpoch, inPack);
            }
        }
    }
}
