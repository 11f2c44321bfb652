using System.Collections.Concurrent;
using RaftLog.Protocol;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Tests;

/// <summary>Remembers what it is asked; allows everything but what a test forbids.</summary>
internal sealed class RecordingAuthorizer : IAuthorizer
{
    private readonly ConcurrentDictionary<ApiKey, TaskCompletionSource> _asked = new();

    internal ConcurrentBag<(ApiKey Api, AccessCheck Check)> Checks { get; } = [];

    internal Func<AccessCheck, string, bool> Forbids { get; set; } = static (_, _) => false;

    public bool HasRules => true;

    public bool Allows(RequestContext context, AclOperation operation, AclResource resource, string name)
    {
        var check = new AccessCheck(operation, resource);
        Checks.Add((context.Api, check));
        _asked.GetOrAdd(context.Api, static _ => NewCompletion()).TrySetResult();
        return !Forbids(check, name);
    }

    public bool AllowsSome(RequestContext context, AclOperation operation, AclResource resource) =>
        Allows(context, operation, resource, "some");

    /// <summary>Completes when a handler of the API has begun to work.</summary>
    internal Task WaitForAsync(ApiKey api) =>
        _asked.GetOrAdd(api, static _ => NewCompletion()).Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
