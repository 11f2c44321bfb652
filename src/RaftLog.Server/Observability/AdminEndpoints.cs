using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Maps the admin endpoint: <c>/metrics</c>, <c>/healthz</c>, <c>/readyz</c>, <c>/startupz</c> and an index at <c>/</c>.</summary>
public static class AdminEndpoints
{
    private const string Index = """
        RaftLog admin endpoint
          /metrics          Prometheus metrics
          /healthz          200 while the process is alive
          /readyz           200 while clients can be served; ?verbose lists the checks
          /startupz         200 once the start is over

        """;

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the paths onto one broker. They answer GET and HEAD, from memory.</summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="metrics">What <c>/metrics</c> exports.</param>
    /// <param name="health">What the health paths ask.</param>
    /// <returns><paramref name="endpoints"/>.</returns>
    public static IEndpointRouteBuilder MapAdminEndpoints(this IEndpointRouteBuilder endpoints, BrokerMetrics metrics, IBrokerHealth health)
    {
        // Plain RequestDelegates: binding by delegate signature would compile expressions at every start.
        endpoints.MapMethods("/", ReadMethods, context => Answer(context, StatusCodes.Status200OK, Index));
        endpoints.MapMethods("/healthz", ReadMethods, context => Answer(context, StatusCodes.Status200OK, "ok\n"));
        endpoints.MapMethods("/startupz", ReadMethods, context => AnswerStarted(context, health));
        endpoints.MapMethods("/readyz", ReadMethods, context => AnswerReady(context, health));
        endpoints.MapMetrics("/metrics", metrics.Registry);
        return endpoints;
    }

    private static Task AnswerStarted(HttpContext context, IBrokerHealth health) =>
        health.State == BrokerState.Starting
            ? Answer(context, StatusCodes.Status503ServiceUnavailable, "starting\n")
            : Answer(context, StatusCodes.Status200OK, "ok\n");

    private static Task AnswerReady(HttpContext context, IBrokerHealth health)
    {
        var state = health.State;
        var checks = health.Checks();
        var isReady = state == BrokerState.Ready && checks.All(c => c.IsPassed);
        var text = new StringBuilder();
        if (context.Request.Query.ContainsKey("verbose"))
        {
            text.Append(state == BrokerState.Ready ? "[+] " : "[-] ").Append("state: ").Append(InWords(state)).Append('\n');
            foreach (var check in checks) text.Append(check.IsPassed ? "[+] " : "[-] ").Append(check.Name).Append(": ").Append(check.Detail).Append('\n');
        }

        text.Append(Summary(isReady, state)).Append('\n');
        return Answer(context, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, text.ToString());
    }

    private static string Summary(bool isReady, BrokerState state)
    {
        if (isReady) return "ok";
        return state == BrokerState.Ready ? "not ready" : InWords(state);
    }

    private static string InWords(BrokerState state) => state switch
    {
        BrokerState.Starting => "starting",
        BrokerState.Ready => "ready",
        BrokerState.Draining => "draining",
        _ => state.ToString(),
    };

    private static Task Answer(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method)) return Task.CompletedTask;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
