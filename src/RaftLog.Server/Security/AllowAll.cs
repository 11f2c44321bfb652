using RaftLog.Server.Requests;

namespace RaftLog.Server.Security;

/// <summary>The authorizer of a broker without access rules.</summary>
internal sealed class AllowAll : IAuthorizer
{
    /// <inheritdoc/>
    public bool HasRules => false;

    /// <inheritdoc/>
    public bool Allows(RequestContext context, AclOperation operation, AclResource resource, string name) => true;

    /// <inheritdoc/>
    public bool AllowsSome(RequestContext context, AclOperation operation, AclResource resource) => true;
}
