"""Holds a workout that Isotone wrote to two decoders of FIT that others wrote, fitdecode and Garmin's own.

    pip install fitdecode garmin-fit-sdk
    cargo run -p isotone-formats --example workout > workout.fit
    python3 tests/peers/fit_workout.py workout.fit

Any session of a running server does too: `/api/v1/athletes/{athlete}/planned-sessions/{session}/workout`.
"""

import sys


def by_fitdecode(path):
    """Title, sport, and name, length in seconds and note of each step."""
    import fitdecode

    title, sport, steps = None, None, []
    with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
        for frame in reader:
            if not isinstance(frame, fitdecode.FitDataMessage):
                continue
            value = lambda name: frame.get_value(name, fallback=None)
            if frame.name == "file_id":
                assert value("type") == "workout", value("type")
            if frame.name == "workout":
                title, sport, count = value("wkt_name"), value("sport"), value("num_valid_steps")
            if frame.name == "workout_step":
                assert value("duration_type") == "time" and value("target_type") == "open"
                steps.append((value("wkt_step_name"), value("duration_time"), value("notes")))
    assert count == len(steps), (count, len(steps))
    return title, str(sport), steps


def by_garmin(path):
    from garmin_fit_sdk import Decoder, Stream

    assert Decoder(Stream.from_file(path)).check_integrity()
    messages, errors = Decoder(Stream.from_file(path)).read()
    assert not errors, errors
    workout = messages["workout_mesgs"][0]
    step = lambda one: (one.get("wkt_step_name"), one.get("duration_time"), one.get("notes"))
    return workout["wkt_name"], workout["sport"], [step(one) for one in messages["workout_step_mesgs"]]


def main():
    theirs, garmins = by_fitdecode(sys.argv[1]), by_garmin(sys.argv[1])
    assert theirs[:2] == garmins[:2], (theirs, garmins)
    assert [(a, float(b), c or None) for a, b, c in theirs[2]] == [(a, float(b), c or None) for a, b, c in garmins[2]]
    title, sport, steps = garmins
    print(f"{title} ({sport}): {len(steps)} steps, {sum(float(step[1]) for step in steps) / 60:g} minutes")
    for name, seconds, notes in steps:
        print(f"  {float(seconds) / 60:g} min {name}: {notes}")


main()
