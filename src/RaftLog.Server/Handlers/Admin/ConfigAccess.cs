using RaftLog.Coordination.Configs;
using RaftLog.Protocol;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>Who may see or change the configs of what.</summary>
internal static class ConfigAccess
{
    /// <summary>A topic's configs are the topic's and a group's the group's; all others are the cluster's.</summary>
    internal static ErrorCode Check(IAuthorizer authorizer, RequestContext context, ConfigResource resource, AclOperation operation)
    {
        var (kind, name, refusal) = resource.Type switch
        {
            ConfigResourceType.Topic => (AclResource.Topic, resource.Name, ErrorCode.TopicAuthorizationFailed),
            ConfigResourceType.Group => (AclResource.Group, resource.Name, ErrorCode.GroupAuthorizationFailed),
            _ => (AclResource.Cluster, IAuthorizer.ClusterName, ErrorCode.ClusterAuthorizationFailed),
        };
        return authorizer.Allows(context, operation, kind, name) ? ErrorCode.None : refusal;
    }
}
