using RaftLog.Server.Requests;

namespace RaftLog.Server.Security;

/// <summary>Decides who may do what. Any thread; must not block.</summary>
internal interface IAuthorizer
{
    /// <summary>The name of the one cluster resource, as in Kafka.</summary>
    const string ClusterName = "kafka-cluster";

    /// <summary>True when access rules exist at all; without, those who ask about rules are told SECURITY_DISABLED.</summary>
    bool HasRules { get; }

    /// <summary>Whether the client of <paramref name="context"/> may.</summary>
    bool Allows(RequestContext context, AclOperation operation, AclResource resource, string name);

    /// <summary>Whether the client may do this to at least one resource of the kind.</summary>
    bool AllowsSome(RequestContext context, AclOperation operation, AclResource resource);
}
