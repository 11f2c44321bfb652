using System.Globalization;
using RaftLog.Chaos;

// Real processes under real faults. Usage:
//   dotnet run -c Release --project tests/RaftLog.Chaos -- SUITE BROKER [ROUNDS] [SEED]
// SUITE is kill, fsync-order or startup (there ROUNDS is the slack allowed on a busy machine); BROKER the broker's executable (`dotnet publish broker -c Release -o DIR` makes one).
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: RaftLog.Chaos kill|fsync-order|startup BROKER [ROUNDS] [SEED]");
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
    default:
        Console.Error.WriteLine($"unknown suite '{args[0]}': kill, fsync-order or startup");
        return 2;
}

return verdict.Close();
