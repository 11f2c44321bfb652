using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/RaftLog.Benchmarks -- --filter '*Crc32C*' --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
