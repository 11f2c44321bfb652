using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Kafka requests: how many, how they ended, how long they took and where.</summary>
public sealed class RequestMetrics
{
    private readonly MetricNames _names;
    private readonly Counter _requests;
    private readonly Counter _errors;
    private readonly Histogram _durations;
    private readonly Histogram _phases;
    private readonly ApiSeries?[] _apis;
    private readonly ApiSeries _unknown;

    internal RequestMetrics(MetricFactory factory, MetricNames names)
    {
        _names = names;
        _requests = factory.CreateCounter("raftlog_kafka_requests_total",
            "Kafka requests answered, by API and by whether the answer carried an error.", "api", "result");
        _errors = factory.CreateCounter("raftlog_kafka_request_errors_total",
            "Errors in answers to Kafka requests, by API and Kafka's error name. One answer can carry several.", "api", "error");
        _durations = factory.CreateHistogram("raftlog_kafka_request_duration_seconds",
            "Time from the last byte of a Kafka request to its answer being written, waits for data or replicas included.", Buckets("api"));
        _phases = factory.CreateHistogram("raftlog_kafka_request_phase_seconds",
            "Where the time of Kafka requests goes: queue (before work began), local (work on this broker), replicate (waiting for a commit), send (writing the answer).",
            Buckets("api", "phase"));

        _apis = new ApiSeries?[names.Apis.Count == 0 ? 0 : names.Apis.Keys.Max() + 1];
        foreach (var (key, name) in names.Apis) _apis[key] = new ApiSeries(this, name);
        _unknown = new ApiSeries(this, "unknown");
    }

    /// <summary>Counts one answered request.</summary>
    /// <param name="apiKey">The API key of the request.</param>
    /// <param name="errorCode">The first error in the answer; 0 when there is none.</param>
    /// <param name="seconds">From the request's last byte to the answer being written.</param>
    public void Completed(short apiKey, short errorCode, double seconds)
    {
        var api = SeriesOf(apiKey);
        api.Result(errorCode == 0).Inc();
        api.Duration().Observe(seconds);
        if (errorCode != 0) api.Error(errorCode).Inc();
    }

    /// <summary>Counts one more error of an answer that <see cref="Completed"/> counts with its first.</summary>
    public void FurtherError(short apiKey, short errorCode) => SeriesOf(apiKey).Error(errorCode).Inc();

    /// <summary>Adds the time one request spent in one phase.</summary>
    public void InPhase(short apiKey, RequestPhase phase, double seconds) => SeriesOf(apiKey).Phase(phase).Observe(seconds);

    private ApiSeries SeriesOf(short apiKey) => (uint)apiKey < (uint)_apis.Length ? _apis[apiKey] ?? _unknown : _unknown;

    private static HistogramConfiguration Buckets(params string[] labels) => new() { Buckets = BrokerMetrics.DurationBuckets, LabelNames = labels };

    /// <summary>The resolved children of one API.</summary>
    /// <remarks>
    /// Each is resolved at its first use and kept, so that APIs nobody calls have no series. Two threads may resolve the same
    /// one at once: the library hands both the same child.
    /// </remarks>
    private sealed class ApiSeries(RequestMetrics owner, string api)
    {
        /// <summary>Kafka's codes start at -1 (UNKNOWN_SERVER_ERROR) and end below 200; what lies outside shares the last place.</summary>
        private const int ErrorPlaces = 256;

        private static readonly string[] PhaseNames = ["queue", "local", "replicate", "send"];

        private readonly Counter.Child?[] _errorChildren = new Counter.Child?[ErrorPlaces];
        private readonly Histogram.Child?[] _phaseChildren = new Histogram.Child?[PhaseNames.Length];
        private Counter.Child? _ok;
        private Counter.Child? _failed;
        private Histogram.Child? _duration;

        public Counter.Child Result(bool isOk) =>
            isOk ? _ok ??= owner._requests.WithLabels(api, "ok") : _failed ??= owner._requests.WithLabels(api, "error");

        public Histogram.Child Duration() => _duration ??= owner._durations.WithLabels(api);

        public Histogram.Child Phase(RequestPhase phase) => _phaseChildren[(int)phase] ??= owner._phases.WithLabels(api, PhaseNames[(int)phase]);

        public Counter.Child Error(short code)
        {
            var place = code is >= -1 and < ErrorPlaces - 2 ? code + 1 : ErrorPlaces - 1;
            return _errorChildren[place] ??= owner._errors.WithLabels(api, place == ErrorPlaces - 1 ? "other" : owner._names.ErrorName(code));
        }
    }
}

/// <summary>Where a request spends time.</summary>
public enum RequestPhase
{
    /// <summary>Read, and not yet worked on.</summary>
    Queue,

    /// <summary>Worked on by this broker.</summary>
    Local,

    /// <summary>Waiting until its entries are committed.</summary>
    Replicate,

    /// <summary>Its answer waits for its turn and is written.</summary>
    Send,
}
