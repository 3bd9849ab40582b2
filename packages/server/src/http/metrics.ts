/** Upper bounds of the histogram of durations, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** The counters of a server, in the text format that Prometheus reads. */
export class ServerMetrics {
  private readonly requests = new Map<string, number>();
  private readonly buckets = new Float64Array(BOUNDS.length);
  private seconds = 0;
  private count = 0;
  private networks = 0;

  /** Counts an answered request. `route` is the pattern of its path, of which there are few. */
  countRequest(method: string, route: string, status: number, seconds: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`;
    this.requests.set(labels, (this.requests.get(labels) ?? 0) + 1);
    for (const [i, bound] of BOUNDS.entries()) {
      if (seconds <= bound) this.buckets[i] = (this.buckets[i] ?? 0) + 1;
    }
    this.seconds += seconds;
    this.count++;
  }

  countNetworks(networks: number): void {
    this.networks += networks;
  }

  /** @param inFlight the number of requests for scores that are admitted now */
  format(inFlight: number): string {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const lines = [
      ...family("http_requests_total", "counter", "Answered requests."),
      ...Array.from(this.requests, ([labels, count]) => `http_requests_total{${labels}} ${count}`),
      ...family(
        "http_request_duration_seconds",
        "histogram",
        "Time from a request's headers to the end of its answer.",
      ),
      ...BOUNDS.map((bound, i) => `http_request_duration_seconds_bucket{le="${bound}"} ${this.buckets[i]}`),
      `http_request_duration_seconds_bucket{le="+Inf"} ${this.count}`,
      `http_request_duration_seconds_sum ${this.seconds}`,
      `http_request_duration_seconds_count ${this.count}`,
      ...gauge("weightcast_scored_networks_total", "counter", "Networks that were scored.", this.networks),
      ...gauge("weightcast_requests_in_flight", "gauge", "Requests for scores that are admitted.", inFlight),
      ...gauge("process_resident_memory_bytes", "gauge", "Resident memory.", rss),
      ...gauge("nodejs_heap_used_bytes", "gauge", "Used heap.", heapUsed),
      ...gauge("process_cpu_seconds_total", "counter", "Processor time.", (user + system) / 1e6),
    ];
    return `${lines.join("\n")}\n`;
  }
}

function family(name: string, kind: "counter" | "gauge" | "histogram", help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`];
}

function gauge(name: string, kind: "counter" | "gauge", help: string, value: number): string[] {
  return [...family(name, kind, help), `${name} ${value}`];
}
