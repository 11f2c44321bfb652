using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>
/// Any faults in any order on small clusters, one seed each; figure 3 holds after every step, reads are linearizable, and once the faults
/// end the cluster elects, commits and converges.
/// </summary>
public class RandomRunTests
{
    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(5, 0, false)]
    [InlineData(3, 2, true)]
    [InlineData(1, 2, true)]
    public void Safety_holds_under_any_faults_and_the_cluster_comes_back(int voters, int others, bool membership)
    {
        var budget = int.Parse(Environment.GetEnvironmentVariable("RAFTLOG_SEEDS") ?? "60", System.Globalization.CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("RAFTLOG_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        var committed = 0;
        var leaders = 0;
        for (var seed = first; seed < first + (ulong)budget; seed++)
        {
            try
            {
                var run = new RandomRun(seed, voters, others, membership);
                run.Run(steps: 1500);
                committed += run.Checker.CommittedCount;
                leaders += run.Checker.LeadersSeen;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"RAFTLOG_SEED={seed} RAFTLOG_SEEDS=1 (voters {voters}, others {others}): {exception.Message}", exception);
            }
        }

        // A run in which nothing happens would prove nothing.
        Assert.True(committed > budget * 10, $"only {committed} entries committed");
        Assert.True(leaders > budget * 2, $"only {leaders} leaders elected");
    }
}
