using RaftLog.Broker;

// Socket completions then run on the thread that saw them, which saves a hop for each request. The runtime reads this when the
// first socket is made, so it comes before anything else; a value set by the user is left alone.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");

using var signals = new StopSignals();
return await new BrokerProgram(Console.Out, Console.Error, RunningServer.StartAsync, TimeProvider.System).RunAsync(args, signals.Token);
