namespace RaftLog.Server.Security;

/// <summary>A permission: an operation on a kind of resource.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Resource">To what kind of thing.</param>
internal readonly record struct AccessCheck(AclOperation Operation, AclResource Resource);
