namespace Forwarder.Functions.Delivery;

/// <summary>Which dead letters a redrive pack holds, line by line.</summary>
/// <param name="Letters">One for each line; a single one when the pack itself is the dead letter.</param>
/// <param name="IsForced">Superseded ones are sent all the same.</param>
/// <param name="IsWhole">The pack itself is the dead letter.</param>
internal sealed record RedriveManifest(IReadOnlyList<RedriveLetter> Letters, bool IsForced, bool IsWhole);
