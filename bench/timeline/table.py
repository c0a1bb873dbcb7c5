"""Runs ours and the peers one after another and prints the table: table.py BINARIES FITS FOLDER (bench/timeline/run calls it)."""

import os
import pathlib
import shutil
import subprocess
import sys

binaries, fits, folder = sys.argv[1:4]
python = sys.executable


def run(*command):
    """What a command printed, the seconds of processor it took, and its peak of memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return printed.split(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def line(what, ours, theirs="", ratio=""):
    print(f"{what:<44} {ours:>16} {theirs:>24} {ratio:>8}", flush=True)


def times(ours, theirs):
    return f"{theirs / max(ours, 0.001):.1f} x"


timeline, formats = f"{binaries}/examples/reconcile", f"{binaries}/examples/decode"
line("", "ours", "peer", "ratio")

csv = f"{folder}/workouts.csv"
run(timeline, "all", csv)
# Making the observations up is no part of the rules either: ours tells what the rules took, of its one thread.
(ours, observations, _, workouts), _, _ = run(timeline, "all")
ours = float(ours)
(_, rows, groups), all_of_it, _ = run(python, "bench/timeline/pandas_rules.py", csv)
# Reading the table is no part of the rules.
_, reading, _ = run(python, "-c", f"import pandas, numpy; pandas.read_csv('{csv}')")
theirs = all_of_it - reading
line(f"reconcile {int(observations):,} observations", f"{ours:.2f} s", f"pandas {theirs:.2f} s", times(ours, theirs))
print(f"  ours: all rules, {int(workouts):,} workouts, and sleep; pandas: R0-R3 of {int(rows):,} workouts into {int(groups):,}")

printed, _, _ = run(timeline, "insert")
# "a month N µs ten years N µs"
month, years = printed[3], printed[7]
line("one more workout, history of a month", f"{month} us")
line("one more workout, history of ten years", f"{years} us", "", f"{float(years) / float(month):.2f} x")

files = sorted(str(path) for path in pathlib.Path(fits).rglob("*") if path.suffix.lower() == ".fit")
if files:
    size = sum(os.path.getsize(path) for path in files) / 1e6
    ours = run(formats, "fit", "20", *files)[1] / 20
    parser = run(f"{binaries}/timeline-fitparser", "5", *files)[1] / 5
    decode = run(python, "bench/timeline/fitdecode_files.py", *files)[1]
    what = f"{len(files)} FIT files, {size:.1f} MB"
    line(what, f"{ours * 1000:.0f} ms", f"fitparser {parser * 1000:.0f} ms", times(ours, parser))
    line("", "", f"fitdecode {decode:.1f} s", times(ours, decode))
else:
    print(f"FIT: skipped, no files in {fits}")

export = f"{folder}/export.xml"
run(formats, "write-health", export)
size, records = os.path.getsize(export) / 1e9, 822 * 3650
(wall, observations, readings, _), cpu, rss = run(formats, "read-health", export)
line(f"Apple Health, {size:.2f} GB, {records / 1e6:.1f} M records", f"{cpu:.1f} s, {rss:.0f} MB")
print(f"  {float(wall):.1f} s on the clock")
print(f"  {int(observations):,} workouts and nights, {int(readings):,} body masses and drinks")
peer = shutil.which("healthkit-to-sqlite") or str(pathlib.Path(python).parent / "healthkit-to-sqlite")
if os.path.exists(peer):
    _, peer_cpu, peer_rss = run(peer, export, f"{folder}/health.db", "--xml")
    line("", "", f"healthkit {peer_cpu:.0f} s, {peer_rss:.0f} MB", times(cpu, peer_cpu))
else:
    print("  healthkit-to-sqlite: skipped, not installed")
