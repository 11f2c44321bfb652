using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RaftLog.Server.Configuration;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Tests.Observability;

/// <summary>The paths on a real socket, as probes and Prometheus ask them.</summary>
public sealed class AdminEndpointsTests : IAsyncLifetime
{
    private readonly Health _health = new();
    private readonly WebApplication _application;
    private readonly HttpClient _client = new();

    public AdminEndpointsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapAdminEndpoints(new BrokerMetrics(new MetricsOptions(), new MetricNames(new Dictionary<short, string>(), _ => "")), _health);
    }

    public async ValueTask InitializeAsync()
    {
        await _application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        _client.BaseAddress = new Uri(addresses.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Theory]
    [InlineData(BrokerState.Starting, 200, 503, 503, "starting\n")]
    [InlineData(BrokerState.Ready, 200, 200, 200, "ok\n")]
    [InlineData(BrokerState.Draining, 200, 503, 200, "draining\n")]
    public async Task Probes_answer_for_each_state(BrokerState state, int alive, int ready, int started, string readyText)
    {
        _health.State = state;

        Assert.Equal(alive, (int)(await GetAsync("/healthz")).Status);
        Assert.Equal((HttpStatusCode)ready, (await GetAsync("/readyz")).Status);
        Assert.Equal(readyText, (await GetAsync("/readyz")).Text);
        Assert.Equal((HttpStatusCode)started, (await GetAsync("/startupz")).Status);
    }

    [Fact]
    public async Task One_failed_check_makes_the_broker_not_ready_and_verbose_tells_which()
    {
        _health.Rows = [new("storage", true, "recovered 3 logs"), new("metadata", false, "waiting for a leader")];

        var (status, text) = await GetAsync("/readyz?verbose");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("[+] state: ready\n[+] storage: recovered 3 logs\n[-] metadata: waiting for a leader\nnot ready\n", text);
        Assert.Equal("not ready\n", (await GetAsync("/readyz")).Text);
    }

    [Fact]
    public async Task Metrics_are_in_the_format_of_prometheus()
    {
        using var response = await _client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("text/plain", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Contains("# TYPE raftlog_build_info gauge\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_names_the_paths_and_nothing_else_is_served()
    {
        var (status, text) = await GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(["/metrics", "/healthz", "/readyz", "/startupz"], path => Assert.Contains(path, text, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/console")).Status);
        using var post = await _client.PostAsync("/healthz", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Health : IBrokerHealth
    {
        public BrokerState State { get; set; } = BrokerState.Ready;

        public HealthCheck[] Rows { get; set; } = [new("storage", true, "fine")];

        public IReadOnlyList<HealthCheck> Checks() => Rows;
    }
}
