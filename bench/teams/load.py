"""Fills a server with a squad and two seasons, then times its board, its season and its kiosks: load.py URL ATHLETES SESSIONS KIOSKS."""

import datetime
import http.client
import json
import random
import statistics
import sys
import threading
import time
import urllib.parse

URL = urllib.parse.urlparse(sys.argv[1])
ATHLETES, SESSIONS, KIOSKS = (int(text) for text in sys.argv[2:5])
MOST_BOARD_MS, MOST_SEASON_MS, MOST_WEIGHING_MS = 50, 200, 100
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
random.seed(1)


class Link:
    """One connection that stays open."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(URL.hostname, URL.port)

    def ask(self, method, path, body=None, headers=None):
        headers = {"content-type": "application/json", "host": URL.netloc, **(headers or {})}
        self.connection.request(method, path, body and json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text and text[:1] in b"[{" else text


def stamp(at):
    return at.isoformat().replace("+00:00", "Z")


def fill(link):
    members = [{"name": f"Athlete {n:02}", "body_mass": f"{random.randint(55, 95)} kg"} for n in range(ATHLETES)]
    squad = link.ask("POST", "/api/v1/squads", {"name": "Bench", "members": members})["id"]
    base = f"/api/v1/squads/{squad}"
    athletes = [member["athlete"] for member in link.ask("GET", f"{base}/members")]
    for athlete in athletes:
        consent = {"by": "athlete", "scopes": ["weigh"], "born": "2000-01-31"}
        link.ask("POST", f"{base}/members/{athlete}/consent", consent)
    mass = {athlete: random.uniform(55, 95) for athlete in athletes}
    conditions = {"sport": "soccer", "duration": "90 min", "air_temperature": "28 °C"}
    total = 2 * SESSIONS
    for index in range(total):
        # Two years back to this morning.
        start = NOW - datetime.timedelta(minutes=30) - datetime.timedelta(days=700 * (total - 1 - index) / max(total - 1, 1))
        session = link.ask("POST", f"{base}/sessions", {"title": "Training", "start": stamp(start), "conditions": conditions})[0]["id"]
        if index == total - 1:
            return base, athletes, mass, session
        entries = []
        for number, athlete in enumerate(athletes):
            before = mass[athlete] + random.gauss(0, 0.4)
            for side, kg, late in (("in", before, -10), ("out", before - random.uniform(0.2, 2), 95)):
                at = stamp(start + datetime.timedelta(minutes=late))
                what = {"kind": "body", "side": side, "mass": f"{kg:.2f} kg", "source": "bench"}
                entries.append({"id": f"s{index}-{number}-{side}", "athlete": athlete, "at": at, "what": what})
        for part in range(0, len(entries), 400):
            link.ask("POST", f"{base}/sessions/{session}/weighings", {"entries": entries[part:part + 400]})


def timed(times, ask):
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def share(taken, of):
    return taken[min(len(taken) - 1, int(of * len(taken)))]


def line(name, taken, limit, of):
    value = share(taken, of)
    word = "ok" if value < limit else f"ABOVE {limit} ms"
    print(f"{name:<44} median {statistics.median(taken):8.1f} ms  p95 {share(taken, .95):8.1f} ms  p99 {share(taken, .99):8.1f} ms  {word}")
    return value < limit


def kiosks(link, base, athletes, mass, session):
    """Ten kiosks weigh their share of the squad at once, one athlete after the other, as fast as they are acknowledged."""
    secrets = []
    for number in range(KIOSKS):
        opened = link.ask("POST", f"{base}/kiosks", {"session": session, "label": f"K{number}"})
        secrets.append(opened["path"].rsplit("/", 1)[-1])
    taken, lock = [], threading.Lock()

    def weigh(number, secret):
        own = Link()
        for round_ in range(4):
            for athlete in athletes[number::KIOSKS]:
                now = stamp(datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0))
                what = {"kind": "body", "side": "in" if round_ % 2 == 0 else "out", "mass": f"{mass[athlete]:.2f} kg", "source": "bench"}
                entry = {"id": f"k{number}-{round_}-{athlete}", "athlete": athlete, "at": now, "what": what}
                begun = time.perf_counter()
                own.ask("POST", f"/api/v1/kiosks/{secret}/entries", {"sent_at": now, "entries": [entry]})
                with lock:
                    taken.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=weigh, args=pair) for pair in enumerate(secrets)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken)


link = Link()
begun = time.perf_counter()
base, athletes, mass, session = fill(link)
print(f"{len(athletes)} athletes, {2 * SESSIONS} sessions filled in {time.perf_counter() - begun:.0f} s")
board = f"{base}/sessions/{session}/board"
well = line("board, as JSON", timed(40, lambda: link.ask("GET", board)), MOST_BOARD_MS, .95)
page = base.replace("/api/v1", "")
well &= line("board, as a page", timed(40, lambda: link.ask("GET", page)), MOST_BOARD_MS, .95)
year = {"from": stamp(NOW - datetime.timedelta(days=350)), "to": stamp(NOW + datetime.timedelta(days=1))}
season = f"{base}/season?{urllib.parse.urlencode(year)}"
well &= line(f"season, about {SESSIONS} sessions", timed(10, lambda: link.ask("GET", season)), MOST_SEASON_MS, .5)
well &= line(f"weighing, {KIOSKS} kiosks at once", kiosks(link, base, athletes, mass, session), MOST_WEIGHING_MS, .99)
sys.exit(0 if well else "a time is above its limit")
