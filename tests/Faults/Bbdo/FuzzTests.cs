using System.Diagnostics;
using System.Globalization;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>
/// Mutated sessions into everything that a broker's bytes meet in the agent: no crash, no hang, bounded memory, every event
/// counted once, and valid packets are understood again whatever came before them. <c>./prove fuzz</c> runs it long.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int InputsPerBatch = 500;
    private const int CompressedAmong = 25;

    // Of one input, whatever it claims: it has at most some 300 KiB, and resynchronisation brings up to 1 MiB.
    private const long MostAllocatedBytes = 48L * 1024 * 1024;
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(20);

    private readonly SessionCorpus corpus = new();
    private long finished;
    private long events;

    [Fact]
    public async Task Whatever_bytes_come_the_agent_lives_and_understands_the_next_valid_packet()
    {
        var started = Stopwatch.GetTimestamp();
        int batches = (Proof.Inputs + InputsPerBatch - 1) / InputsPerBatch;
        var both = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Task running = Task.Run(() => Parallel.For(0, batches, both, RunBatch), TestContext.Current.CancellationToken);
        await UntilDoneAsync(running);

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{finished:N0} inputs from seed {Proof.Seed} in {elapsed.TotalSeconds:N0} s, {events:N0} events, heap {GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024} MiB, process at most {PeakMiB()} MiB"
            )
        );
        Assert.True(finished >= Proof.Inputs);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < 128L * 1024 * 1024);
    }

    // A loop without end would end no other way.
    private async Task UntilDoneAsync(Task running)
    {
        long before = -1;
        while (await Task.WhenAny(running, Task.Delay(LongestInput, TestContext.Current.CancellationToken)) != running)
        {
            long now = Volatile.Read(ref finished);
            Assert.True(now != before, $"An input behind the {now}th does not end.");
            before = now;
        }

        await running;
    }

    // Everything random in an input comes from its number: a batch repeats alone.
    private void RunBatch(int batch)
    {
        var stage = new FuzzedStage(corpus.Announcement);
        for (int input = batch * InputsPerBatch; input < (batch + 1) * InputsPerBatch; input++)
        {
            var random = new Random(HashCodeOf(input));
            byte[] bytes = new SessionMutator(corpus, random).Next();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (input % CompressedAmong == 0)
                {
                    FuzzedFrames.Feed(stage, bytes, marker: input & 0xFFFFFF, random);
                }
                else
                {
                    stage.Feed(bytes, random);
                }
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Input {input} of seed {Proof.Seed} (batch {batch}): {failure.Message}",
                    failure
                );
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MostAllocatedBytes, $"Input {input} made the agent allocate {allocated} bytes.");
            Interlocked.Increment(ref finished);
        }

        Assert.True(stage.AddsUp, $"The counts of batch {batch} do not add up.");
        Interlocked.Add(ref events, stage.Events);
    }

    private static int HashCodeOf(int input) => unchecked((Proof.Seed * 1_000_003) ^ (input * 486_187_739));

    private static long PeakMiB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024 / 1024;
    }
}
