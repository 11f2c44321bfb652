using System.Globalization;
using System.Text;
using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>
/// Breadth first through everything three replicas can do within two terms, three entries and two crashes: campaign, propose, deliver any
/// message, flush, lose what is not flushed. Figure 3 holds in every state. States are told apart by what can be seen from outside
/// (hard states, logs, flushes, roles, commits, messages under way), and each is reached by running its path again from the start.
/// Hard states are durable at once here; <see cref="TrapTests"/> holds them back. The search is complete up to the depth it reports; RAFTLOG_SCOPE_STATES sets how many states it visits.
/// </summary>
public class SmallScopeTests
{
    private const int TermsMax = 2;
    private const int EntriesMax = 3;
    private const int CrashesMax = 2;

    [Fact]
    public void Nothing_hides_in_small_cases()
    {
        var budget = int.Parse(Environment.GetEnvironmentVariable("RAFTLOG_SCOPE_STATES") ?? "20000", CultureInfo.InvariantCulture);
        var seen = new HashSet<UInt128>();
        var level = new List<Step[]> { Array.Empty<Step>() };
        var depth = 0;
        var (committed, twoTerms) = (0, 0);
        while (level.Count > 0 && seen.Count < budget)
        {
            var next = new List<Step[]>();
            foreach (var path in level)
            {
                if (seen.Count >= budget) break;
                var scope = new Scope(path);
                foreach (var step in scope.Enabled())
                {
                    Step[] longer = [.. path, step];
                    var reached = new Scope(longer);
                    if (!seen.Add(reached.Fingerprint())) continue;
                    next.Add(longer);
                    if (reached.HasCommitted) committed++;
                    if (reached.LeadersSeen > 1) twoTerms++;
                }
            }

            if (seen.Count < budget) depth++;
            level = next;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Count} states, complete to depth {depth}, {committed} with commits, {twoTerms} with two leaders");
        Assert.True(depth >= 7, $"only depth {depth}");
        Assert.True(committed > 0, "no state commits anything");
        Assert.True(twoTerms > 0, "no state has had two leaders");
    }

    /// <summary>One action: what, on which replica, and for a delivery which message.</summary>
    private readonly record struct Step(char Kind, int Node, int Slot = 0);

    private sealed class Scope
    {
        private readonly TestCluster _cluster = new(3, configure: options => options with
        {
            PreVote = false,
            CheckQuorum = false,
            LeaseReads = false,
        });

        private readonly SafetyChecker _checker;
        private int _crashes;
        private int _proposals;

        public Scope(Step[] path)
        {
            _checker = new SafetyChecker(_cluster);
            foreach (var replica in _cluster.Replicas) replica.AutoFlush = false;
            foreach (var step in path)
            {
                Take(step);
                _cluster.Pump();
                _checker.Check();
            }

            _checker.CheckLogs();
        }

        public bool HasCommitted => _checker.CommittedCount > 0;

        public int LeadersSeen => _checker.LeadersSeen;

        public List<Step> Enabled()
        {
            var steps = new List<Step>();
            foreach (var replica in _cluster.Replicas)
            {
                var id = replica.Id.Value;
                var mayCampaign = replica.Node.Term.Value < TermsMax && !replica.Node.IsLeader;

                // All replicas are alike at first, so the first to campaign may as well be the first.
                if (mayCampaign && (id == 1 || _cluster.Sent.Count > 0 || _cluster[1].Node.Term > Term.Zero)) steps.Add(new Step('c', id));
                if (replica.Log.Durable < replica.Log.LastIndex) steps.Add(new Step('f', id));
                if (replica.Node.IsLeader && replica.Log.LastIndex.Value < EntriesMax) steps.Add(new Step('v', id));
                if (_crashes < CrashesMax && replica.Node.Term > Term.Zero) steps.Add(new Step('x', id));
            }

            for (var slot = 0; slot < _cluster.Network.Count; slot++) steps.Add(new Step('d', 0, slot));
            return steps;
        }

        /// <summary>128 bits of FNV-1a over the visible state; messages as a set, without their numbers.</summary>
        public UInt128 Fingerprint()
        {
            var text = new StringBuilder();
            text.Append(_crashes).Append(' ').Append(_proposals);
            foreach (var replica in _cluster.Replicas)
            {
                var node = replica.Node;
                text.Append('|').Append(replica.DurableHardState).Append(node.Term).Append(node.Role).Append(node.LeaderId).Append(replica.LogText())
                    .Append(replica.Log.Durable).Append(node.CommitIndex);
                foreach (var peer in _cluster.Replicas)
                {
                    if (node.TryGetProgress(peer.Id, out var progress)) text.Append(progress.MatchIndex).Append('/').Append(progress.FlushedIndex).Append(',');
                }
            }

            foreach (var message in _cluster.Network.Select(packet => (packet.Message with { Sequence = 0 }).ToString()).Order(StringComparer.Ordinal))
            {
                text.Append(message);
            }

            UInt128 hash = new(0x6c62272e07bb0142, 0x62b821756295c58d);
            UInt128 prime = new(0x0000000001000000, 0x000000000000013b);
            foreach (var chunk in text.GetChunks())
            {
                foreach (var character in chunk.Span) hash = unchecked((hash ^ character) * prime);
            }

            return hash;
        }

        private void Take(Step step)
        {
            switch (step.Kind)
            {
                case 'c': _cluster[step.Node].Node.Campaign(); break;
                case 'f': _cluster[step.Node].Flush(); break;
                case 'v': _cluster[step.Node].Propose($"v{_proposals++}", out _); break;
                case 'd': _cluster.Deliver(_cluster.Network[step.Slot]); break;
                default:
                    _crashes++;
                    _cluster[step.Node].Crash(loseUnflushed: true);
                    _cluster.Restart(step.Node);
                    break;
            }
        }
    }
}
