global using RaftLog.Primitives;
global using RaftLog.Protocol.Messages;
