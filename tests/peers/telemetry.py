"""Holds traces and metrics to what others wrote: the messages are read by the official package of OpenTelemetry's protocol,
and every attribute that was sent has to be one of the few that say nothing of a person.

    cargo build -p isotone --features otel
    pip install opentelemetry-proto
    python3 tests/peers/telemetry.py target/debug/isotone
"""
import http.server, json, os, signal, socket, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

RESOURCE = {"service.name", "service.version", "service.instance.id"}
SPAN = {"http.request.method", "http.route", "http.response.status_code", "isotone.job.attempt"}
LABELS = {"method", "route", "status", "outcome", "provider", "seconds"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
# What was typed about a person, and must not be in anything that is sent.
TYPED = ["Ada", "Lindqvist", "61.2", "60.3", "1990", "morning-run", "athletes/me", "/a/me"]

traces, metrics, headers, raw = [], [], [], []


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        raw.append(body)
        headers.append(dict(self.headers))
        assert self.headers["content-type"] == "application/x-protobuf", self.headers["content-type"]
        request = {"/v1/traces": ExportTraceServiceRequest, "/v1/metrics": ExportMetricsServiceRequest}[self.path]()
        request.ParseFromString(body)
        (traces if self.path == "/v1/traces" else metrics).append(request)
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def ask(method, path, body=None, kind="application/json"):
    sent = {"content-type": kind, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def attributes(of):
    return {pair.key: pair.value for pair in of}


def number(point):
    return point.as_int if point.HasField("as_int") else point.as_double


collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=collector.serve_forever, daemon=True).start()
port, folder = free_port(), tempfile.TemporaryDirectory()
key = os.path.join(folder.name, "headers")
with open(key, "w") as file:
    file.write("authorization: Bearer opener\nx-tenant: club\n")
environment = {
    **os.environ,
    "ISOTONE_ACCESS": "open",
    "ISOTONE_WEATHER": "none",
    "ISOTONE_PROXY": "trusted",
    "ISOTONE_TELEMETRY": f"http://127.0.0.1:{collector.server_address[1]}/",
    "ISOTONE_TELEMETRY_HEADERS_FILE": key,
    "ISOTONE_TELEMETRY_SERVICE": "isotone-test",
}
serve = [sys.argv[1], "--data", folder.name, "serve", "--listen", f"127.0.0.1:{port}"]
server = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL)
try:
    for _ in range(200):
        try:
            if ask("GET", "/ready")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    athletes = "/api/v1/athletes"
    assert ask("POST", athletes, {"name": "Ada Lindqvist", "body_mass": "61 kg", "born": 1990})[0] == 201
    test = {"sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "61.2 kg", "mass_after": "60.3 kg"}
    status, made = ask("POST", f"{athletes}/me/sweat-tests", test)
    assert status == 201, made
    name = json.loads(made)["id"]
    points = "".join(
        f'<trkpt lat="5{minute / 100}" lon="8"><time>2026-05-01T06:{minute:02}:00Z</time></trkpt>' for minute in range(50)
    )
    track = f"<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
    form = f'--b\r\ncontent-disposition: form-data; name="file"; filename="morning-run.gpx"\r\n\r\n{track}\r\n--b--\r\n'
    status, said = ask("POST", f"{athletes}/me/imports", form.encode(), "multipart/form-data; boundary=b")
    assert status in (200, 201, 202), (status, said)
    assert ask("GET", f"{athletes}/me/plan")[0] == 200
    assert ask("GET", f"{athletes}/nobody/plan")[0] == 404
    assert ask("GET", "/nowhere/61.2")[0] == 404
    time.sleep(4)  # The import is a job.
    exposition = ask("GET", "/metrics")[1]
    server.send_signal(signal.SIGTERM)
    assert server.wait(40) == 0
finally:
    server.kill()

spans = [span for request in traces for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
for resource in [r for request in traces for r in request.resource_spans] + [r for request in metrics for r in request.resource_metrics]:
    said = attributes(resource.resource.attributes)
    assert set(said) == RESOURCE and said["service.name"].string_value == "isotone-test", said
assert all(sent.get("authorization") == "Bearer opener" and sent.get("x-tenant") == "club" for sent in headers), headers
for span in spans:
    assert set(attributes(span.attributes)) <= SPAN, span
    assert not span.events and not span.links, span
for text in [*TYPED, name]:
    assert not any(text.encode() in body for body in raw), f"{text} was sent"

made = {span.name: span for span in spans}
for wanted in ["POST /api/v1/athletes", "POST /api/v1/athletes/{athlete}/sweat-tests", "GET /api/v1/athletes/{athlete}/plan", "import"]:
    assert wanted in made, (wanted, sorted(made))
assert not any("/metrics" in name or "/ready" in name for name in made), sorted(made)
post = made["POST /api/v1/athletes"]
assert post.trace_id.hex() == TRACE and post.kind == post.SPAN_KIND_SERVER
assert attributes(post.attributes)["http.response.status_code"].int_value == 201
assert post.end_time_unix_nano > post.start_time_unix_nano

# The last message holds the last numbers: those of the page, but for the request that read it.
last = [metric for resource in metrics[-1].resource_metrics for scope in resource.scope_metrics for metric in scope.metrics]
sent = {}
for metric in last:
    kind = metric.WhichOneof("data")
    for point in getattr(metric, kind).data_points:
        labels = {key: value.string_value for key, value in attributes(point.attributes).items()}
        assert set(labels) <= LABELS, labels
        inside = ",".join(f'{key}="{value}"' for key, value in labels.items())
        name = metric.name
        if kind != "histogram":
            sent[name + (f"{{{inside}}}" if inside else "")] = number(point)
            continue
        assert sum(point.bucket_counts) == point.count and len(point.bucket_counts) == len(point.explicit_bounds) + 1
        sent[f"{name}_count{{{inside}}}"], sent[f"{name}_sum{{{inside}}}"] = point.count, point.sum
        below = 0
        for bound, count in zip([*point.explicit_bounds, float("inf")], point.bucket_counts):
            below += count
            le = "+Inf" if bound == float("inf") else repr(bound).removesuffix(".0")
            sent[f'{name}_bucket{{{inside},le="{le}"}}'] = below
shown = dict(line.rsplit(" ", 1) for line in exposition.splitlines() if not line.startswith("#"))
moving = ("isotone_requests_in_flight", "isotone_draining", "isotone_jobs", "lag_seconds", "/metrics")
compared = {series: float(value) for series, value in shown.items() if not any(part in series for part in moving)}
for series, value in compared.items():
    assert sent.get(series) == value, (series, value, sent.get(series))
print(f"{len(spans)} spans, {len(metrics)} messages of metrics; {len(compared)} series of /metrics compared")
