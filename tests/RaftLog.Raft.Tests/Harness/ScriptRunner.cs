using System.Globalization;
using System.Text;
using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>
/// Runs a script: comments that say why it exists, then blocks of commands (one or several per line, separated by ;) and after
/// <c>----</c> the transcript they give. Commands:
/// <list type="bullet">
/// <item><c>cluster voters=3 [learners=] [strangers=] [prevote=off] [window=]</c> · <c>preload n term t1 t2 …</c></item>
/// <item><c>elect n</c> (delivers everything) · <c>campaign n</c> · <c>propose n text…</c> · <c>tick [n]</c> · <c>quiet n…</c> (forget the leader)</item>
/// <item><c>deliver a->b</c> · <c>drop a->b</c> · <c>settle</c> · <c>cut a-b</c> · <c>cut a->b</c> · <c>isolate n</c> · <c>heal</c></item>
/// <item><c>crash n</c> · <c>powercut n</c> (loses what is not flushed) · <c>restart n</c> · <c>hold n</c> (no flush) · <c>flush n</c></item>
/// <item><c>change n +v4 +l5 -2</c> · <c>transfer n m</c> · <c>read n</c> · <c>compact n index</c></item>
/// <item>answers: <c>status n…</c> · <c>messages</c> · <c>applied n…</c> · <c>reads n</c></item>
/// </list>
/// </summary>
internal sealed class ScriptRunner
{
    private readonly StringBuilder _answers = new();
    private TestCluster _cluster = new(1);

    /// <summary>The script with its transcripts as they come out now.</summary>
    public static string Rewrite(string script)
    {
        var runner = new ScriptRunner();
        var output = new StringBuilder();
        var isTranscript = false;
        foreach (var line in script.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line == "----")
            {
                output.Append("----\n").Append(runner.TakeAnswers());
                isTranscript = true;
                continue;
            }

            if (isTranscript && line.Length > 0) continue;
            isTranscript = false;
            output.Append(line).Append('\n');
            if (line.Length > 0 && line[0] != '#') runner.RunLine(line);
        }

        return output.ToString();
    }

    private string TakeAnswers()
    {
        var answers = _answers.ToString();
        _answers.Clear();
        return answers.Length == 0 ? "ok\n" : answers;
    }

    private void RunLine(string line)
    {
        foreach (var command in line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Run(words[0], words[1..]);
        }
    }

    private void Run(string verb, string[] words)
    {
        switch (verb)
        {
            case "cluster": Create(words); break;
            case "preload": _cluster[Id(words[0])].Preload(Id(words[1]), [.. words[2..].Select(Id)]); break;
            case "elect": _cluster.Elect(Id(words[0])); break;
            case "campaign": _cluster[Id(words[0])].Node.Campaign(); _cluster.Pump(); break;
            case "propose": Propose(Id(words[0]), words[1..]); break;
            case "tick": _cluster.Tick(words.Length > 0 ? Id(words[0]) : 1); break;
            case "quiet": _cluster.ForgetLeader([.. words.Select(Id)]); break;
            case "deliver": Deliver(words[0]); break;
            case "drop": Drop(words[0]); break;
            case "settle": _cluster.Settle(); break;
            case "cut": Cut(words[0]); break;
            case "isolate": _cluster.Isolate(Id(words[0])); break;
            case "heal": _cluster.Heal(); break;
            case "crash": _cluster.Crash(Id(words[0])); break;
            case "powercut": _cluster.Crash(Id(words[0]), loseUnflushed: true); break;
            case "restart": _cluster.Restart(Id(words[0])); break;
            case "hold": _cluster[Id(words[0])].AutoFlush = false; break;
            case "flush": _cluster[Id(words[0])].Flush(); _cluster.Pump(); break;
            case "change": Change(words); break;
            case "transfer": Say(_cluster[Id(words[0])].Node.TransferLeadership(new NodeId(Id(words[1]))).ToString()); _cluster.Pump(); break;
            case "read": _cluster[Id(words[0])].Node.RequestRead(); _cluster.Pump(); break;
            case "compact": _cluster[Id(words[0])].Compact(new LogIndex(Id(words[1]))); break;
            case "status": foreach (var word in words) Say(Status(_cluster[Id(word)])); break;
            case "messages": foreach (var packet in _cluster.Network) Say(Describe(packet)); break;
            case "applied": foreach (var word in words) Say($"n{word} {string.Join(' ', _cluster[Id(word)].AppliedTexts())}"); break;
            case "reads": foreach (var read in _cluster[Id(words[0])].Reads) Say(read.Failed ? "failed" : $"at {read.Index}"); break;
            default: throw new FormatException($"unknown command '{verb}'");
        }
    }

    private void Create(string[] words)
    {
        var settings = words.Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var number = (string name) => settings.TryGetValue(name, out var text) ? Id(text) : 0;
        _cluster = new TestCluster(number("voters"), number("learners"), strangers: number("strangers"), configure: options => options with
        {
            PreVote = settings.GetValueOrDefault("prevote") != "off",
            MaxInflightMessages = Math.Max(1, settings.ContainsKey("window") ? number("window") : 64),
        });
    }

    private void Propose(int id, string[] texts)
    {
        foreach (var text in texts)
        {
            var result = _cluster[id].Propose(text, out _);
            if (result != ProposeResult.Accepted) Say(result.ToString());
        }

        _cluster.Pump();
    }

    private void Change(string[] words)
    {
        var (remove, voters, learners) = (new List<NodeId>(), new List<Member>(), new List<Member>());
        foreach (var word in words[1..])
        {
            if (word[0] == '-') remove.Add(new NodeId(Id(word[1..])));
            else if (word[1] == 'v') voters.Add(TestCluster.MemberOf(Id(word[2..])));
            else learners.Add(TestCluster.MemberOf(Id(word[2..])));
        }

        var change = new RaftConfigurationChange { Remove = remove, AddVoters = voters, AddLearners = learners };
        var result = _cluster[Id(words[0])].Node.ProposeConfiguration(change, 0);
        if (result != ProposeResult.Accepted) Say(result.ToString());
        _cluster.Pump();
    }

    private void Deliver(string link)
    {
        var (from, to) = Link(link);
        while (_cluster.Network.Find(packet => Is(packet, from, to)) is { } packet) _cluster.Deliver(packet);
    }

    private void Drop(string link)
    {
        var (from, to) = Link(link);
        _cluster.Network.RemoveAll(packet => Is(packet, from, to));
    }

    private void Cut(string link)
    {
        if (link.Contains("->", StringComparison.Ordinal))
        {
            var (from, to) = Link(link);
            _cluster.Cut(from, to);
            return;
        }

        var ends = link.Split('-');
        _cluster.CutBoth(Id(ends[0]), Id(ends[1]));
    }

    private void Say(string text) => _answers.Append(text).Append('\n');

    private static string Status(TestReplica replica)
    {
        if (!replica.IsUp) return $"n{replica.Id} down log={replica.LogText()}";
        var node = replica.Node;
        var text = new StringBuilder($"n{replica.Id} {node.Role.ToString().ToLowerInvariant()} term={node.Term} leader={node.LeaderId} log={replica.LogText()}");
        text.Append(CultureInfo.InvariantCulture, $" flushed={node.FlushedIndex} commit={node.CommitIndex}");
        if (node.IsLeader)
        {
            Span<PeerProgress> peers = new PeerProgress[16];
            var count = node.CopyProgress(peers);
            text.Append(" match=");
            for (var i = 0; i < count; i++)
            {
                if (peers[i].Member.Node != node.SelfId) text.Append(CultureInfo.InvariantCulture, $"{peers[i].Member.Node}:{peers[i].MatchIndex}/{peers[i].FlushedIndex},");
            }

            if (text[^1] == ',') text.Length--;
        }

        if (node.Configuration.IsJoint || node.Configuration.Learners.Count > 0) text.Append(' ').Append(node.Configuration);
        return text.ToString();
    }

    private static string Describe(Packet packet)
    {
        var message = packet.Message;
        var text = $"{message.From}->{message.To} {message.Kind} term={message.Term}";
        text += message.Kind switch
        {
            RaftMessageKind.AppendEntries =>
                $" prev={message.PrevIndex}@{message.PrevTerm} last={message.LastIndex} commit={message.CommitIndex}",
            RaftMessageKind.AppendEntriesResponse when message.Rejected => $" rejected={message.PrevIndex} hint={message.HintIndex}@{message.HintTerm}",
            RaftMessageKind.AppendEntriesResponse or RaftMessageKind.HeartbeatResponse => $" match={message.MatchIndex} flushed={message.FlushedIndex}",
            RaftMessageKind.VoteRequest or RaftMessageKind.PreVoteRequest => $" for={message.CampaignTerm} last={message.LastIndex}@{message.LastTerm}",
            RaftMessageKind.VoteResponse or RaftMessageKind.PreVoteResponse => $" for={message.CampaignTerm} {(message.Rejected ? "refused" : "granted")}",
            RaftMessageKind.InstallSnapshot => $" upto={message.Snapshot!.LastIndex} bytes={message.SnapshotOffset}+{message.SnapshotLength}",
            _ => "",
        };
        return text;
    }

    private static bool Is(Packet packet, int from, int to) => packet.Message.From.Value == from && packet.Message.To.Value == to;

    private static (int From, int To) Link(string link)
    {
        var ends = link.Split("->");
        return (Id(ends[0]), Id(ends[1]));
    }

    private static int Id(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
