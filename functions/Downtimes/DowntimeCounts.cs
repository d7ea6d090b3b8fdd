namespace Forwarder.Functions.Downtimes;

/// <summary>A customer's downtimes in numbers.</summary>
/// <param name="Desired">Present in Centreon.</param>
/// <param name="Pending">Not in Canopsis as desired, ends included.</param>
/// <param name="Failing">Of all, those that Canopsis refused or that wait for something.</param>
internal readonly record struct DowntimeCounts(int Desired, int Pending, int Failing);
