using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>What the handlers that change or describe the cluster have in common.</summary>
internal abstract class AdminHandler<TRequest, TResponse>(HandlerServices services) : AsyncRequestHandler<TRequest, TResponse>(services.Logger)
    where TRequest : class, IKafkaMessage<TRequest>
    where TResponse : class, IKafkaMessage<TResponse>
{
    /// <summary>What the handler works with.</summary>
    protected HandlerServices Services => services;

    /// <summary>Whether the client may do this to the cluster.</summary>
    protected bool AllowsCluster(RequestContext context, AclOperation operation) =>
        services.Authorizer.Allows(context, operation, AclResource.Cluster, IAuthorizer.ClusterName);

    /// <summary>Whether the client may do this to a topic.</summary>
    protected bool AllowsTopic(RequestContext context, AclOperation operation, string topic) =>
        services.Authorizer.Allows(context, operation, AclResource.Topic, topic);

    /// <summary>Has the controller decide, and waits as long as the client is patient.</summary>
    /// <exception cref="TimeoutException">The patience ended; the decision stands or falls without the client.</exception>
    protected Task<TResult> DecideAsync<TResult>(Func<MetadataMachine, Decision<TResult>> decide, int timeoutMs) =>
        services.Cluster.DecideAsync(decide, CancellationToken.None).WaitAsync(Patience(timeoutMs), services.Time);

    /// <summary>A request's timeout_ms as a time to wait.</summary>
    protected static TimeSpan Patience(int timeoutMs) => TimeSpan.FromMilliseconds(Math.Max(timeoutMs, 0));
}
