"""Asks a server for each page of a simulated athlete and prints how long it took: ask.py URL LABEL PID.

Beside the time on the clock stands the processor time that the server took for it, which other work on the machine does
not lengthen (Linux).
"""

import gzip
import os
import pathlib
import statistics
import sys
import time
import urllib.request

URL, LABEL, PID = sys.argv[1:4]
ATHLETE = "sim-000000"
PAGES = ["/", *(f"/a/{ATHLETE}{page}" for page in ["", "/timeline", "/test", "/profile", "/plan", "/data"])]
TIMES, MOST_MS = 20, 100


def processor_ms():
    """What the server has taken of the processor so far."""
    stat = pathlib.Path(f"/proc/{PID}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def ask(path):
    request = urllib.request.Request(URL + path, headers={"Accept-Encoding": "gzip"})
    begun = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        if answer.geturl() != URL + path:
            sys.exit(f"{path} leads to {answer.geturl()}: the server must answer without signing in")
        took = time.perf_counter() - begun
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return took * 1000, len(body), len(gzip.decompress(body) if packed else body)


failed = False
print(f"{LABEL:<32} {'median ms':>10} {'worst ms':>10} {'cpu ms':>8} {'sent kB':>8} {'page kB':>8}")
for page in PAGES:
    before = processor_ms()
    answers = [ask(page) for _ in range(TIMES)]
    processor = (processor_ms() - before) / TIMES
    times = [took for took, _, _ in answers]
    median, worst = statistics.median(times), max(times)
    failed |= median > MOST_MS
    print(f"{page:<32} {median:>10.1f} {worst:>10.1f} {processor:>8.1f} {answers[-1][1] / 1000:>8.1f} {answers[-1][2] / 1000:>8.1f}")
sys.exit(f"a median is above {MOST_MS} ms" if failed else 0)
