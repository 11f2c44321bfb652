using System.Globalization;
using RaftLog.Chaos;

const string Suites = "kill|fsync-order|startup|disk-full|bad-start|memory";

// Real processes under real faults. Usage:
//   dotnet run -c Release --project tests/RaftLog.Chaos -- SUITE BROKER [ROUNDS] [SEED]
// SUITE is one of those below; ROUNDS is the slack allowed on a busy machine for startup, and seconds of load for memory. BROKER is the broker's executable (`dotnet publish broker -c Release -o DIR` makes one).
if (args.Length < 2)
{
    Console.Error.WriteLine($"usage: RaftLog.Chaos {Suites} BROKER [ROUNDS] [SEED]");
    return 2;
}

var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 15;
var seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : Environment.TickCount;
var verdict = new Verdict();
switch (args[0])
{
    case "kill":
        await new KillSuite([args[1]], rounds, seed, verdict).RunAsync();
        break;
    case "fsync-order":
        await new FsyncOrderSuite(args[1], verdict).RunAsync();
        break;
    case "startup":
        await new StartupSuite([args[1]], args.Length > 2 ? rounds : 1, verdict).RunAsync();
        break;
    case "disk-full":
        await new DiskFullSuite([args[1]], verdict).RunAsync();
        break;
    case "bad-start":
        await new BadStartSuite([args[1]], verdict).RunAsync();
        break;
    case "memory":
        await new MemorySuite([args[1]], args.Length > 2 ? rounds : 60, verdict).RunAsync();
        break;
    default:
        Console.Error.WriteLine($"unknown suite '{args[0]}': {Suites}");
        return 2;
}

return verdict.Close();
