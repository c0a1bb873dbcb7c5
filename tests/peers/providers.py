"""Holds the simulated providers, and the answers in `tests/providers/answers.json`, to what others wrote of the real ones:

- Strava: stravalib's models, made from Strava's swagger document
- Withings: aiowithings' reading of its answers
- Garmin's Personal API: gcpapi-sync, a typed client, which signs in, lists, reads and downloads
- WHOOP, Oura, Garmin's summaries: the mappings of django-whoop, django-oura and django-garmin
- Polar, Suunto, WHOOP, Oura, Garmin's summaries: the models of Open Wearables, where a clone of it is given

    cargo build -p isotone-providers --features serve
    pip install stravalib aiowithings gcpapi-sync django-whoop django-oura django-garmin
    python3 tests/peers/providers.py target/debug/isotone-providers [CLONE-OF-OPEN-WEARABLES]
"""
import datetime, importlib.util, json, pathlib, subprocess, sys, urllib.error, urllib.parse, urllib.request

from aiowithings import MeasurementGroup, MeasurementType
from stravalib import strava_model

BACK = "http://127.0.0.1:9/return"


class Stay(urllib.request.HTTPRedirectHandler):
    """The browser's address after consent is what is looked at."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Stay)


def ask(url, form=None, token=None):
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data=data, headers={"authorization": f"Bearer {token}"} if token else {})
    try:
        with OPENER.open(request) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code in (302, 303, 307):
            return error.headers["location"]
        raise


def consent(page, allowed):
    address = ask(page, [("do", "allow")] + [("scope", scope) for scope in allowed])
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def strava(base):
    scopes = ["read", "activity:read", "activity:read_all"]
    query = urllib.parse.urlencode({"client_id": 4711, "redirect_uri": BACK, "state": "s", "scope": ",".join(scopes)})
    back = consent(f"{base}/strava/oauth/authorize?{query}", scopes)
    assert back["state"] == "s" and back["scope"] == ",".join(scopes), back
    own = {"client_id": 4711, "client_secret": "strava-secret"}
    tokens = json.loads(ask(f"{base}/strava/oauth/token",
                            {**own, "grant_type": "authorization_code", "code": back["code"]}))
    assert tokens["expires_in"] == 21600 and tokens["athlete"]["id"], tokens
    ask(f"{base}/deed", {"do": "run"})
    api, token = f"{base}/strava/api/v3", tokens["access_token"]
    listed = json.loads(ask(f"{api}/athlete/activities?per_page=100", token=token))
    for row in listed:
        strava_model.SummaryActivity.model_validate(row)
    detail = json.loads(ask(f"{api}/activities/{listed[-1]['id']}", token=token))
    activity = strava_model.DetailedActivity.model_validate(detail)
    assert activity.elapsed_time == 2400 and activity.sport_type.root == "Run", activity
    streams = json.loads(ask(f"{api}/activities/{listed[-1]['id']}/streams?keys=time&key_by_type=true", token=token))
    streams = strava_model.StreamSet.model_validate(streams)
    assert len(streams.time.data) == len(streams.heartrate.data) == 241
    try:
        ask(f"{api}/push_subscriptions", {**own, "callback_url": BACK, "verify_token": "v"})
        raise AssertionError("an address that answers no handshake was subscribed")
    except urllib.error.HTTPError as error:
        assert error.code == 400, error
    refreshed = json.loads(ask(f"{base}/strava/oauth/token",
                               {**own, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}))
    assert refreshed["refresh_token"] != tokens["refresh_token"], "it rotates"
    return len(listed)


def withings(base):
    query = urllib.parse.urlencode({"client_id": "c", "redirect_uri": BACK, "state": "s", "scope": "user.metrics"})
    back = consent(f"{base}/withings/oauth2_user/authorize2?{query}", ["user.metrics"])
    own = {"action": "requesttoken", "client_id": "withings-client", "client_secret": "withings-secret"}
    answer = json.loads(ask(f"{base}/withings/v2/oauth2",
                            {**own, "grant_type": "authorization_code", "code": back["code"], "redirect_uri": BACK}))
    assert answer["status"] == 0, answer
    ask(f"{base}/deed", {"do": "weigh"})
    answer = json.loads(ask(f"{base}/withings/measure", {"action": "getmeas", "meastypes": 1},
                            token=answer["body"]["access_token"]))
    groups = [MeasurementGroup.from_api(group) for group in answer["body"]["measuregrps"]]
    values = [measure.value for group in groups for measure in group.measurements
              if measure.measurement_type == MeasurementType.WEIGHT]
    assert values and all(20 < value < 350 for value in values), values
    return values


def garmin_personal(base):
    from gcpapi_sync import GarminClient, MemoryTokenCache

    for deed in ["run", "weigh", "sleep"]:
        ask(f"{base}/deed", {"do": deed})
    with GarminClient("gcp_simulated", base_url=f"{base}/garmin-personal", token_cache=MemoryTokenCache()) as client:
        rows = list(client.iter_activities())
        assert rows, "the run is not listed"
        number = rows[0].activity_id
        assert client.get_activity(number).activity_id == number
        packed = client.download_activity_zip(number)
        assert packed, "the file is not there"
        today = datetime.date.today()
        day = datetime.timedelta(days=1)
        nights = client.get_daily_sleep_summaries(today - 2 * day, today)
        assert nights and nights[0].sleep_time_seconds == 25_200, "the night is not listed"
        assert client.get_daily_sleep(nights[0].calendar_date).sleep_time_seconds == 25_200
        weighed = client.get_weight_range(today - day, today, include_all=True).daily_weight_summaries
        assert weighed and weighed[0].all_weight_metrics, "the weighing is not listed"
        assert client.get_user_profile_settings()
    return len(rows)


ANSWERS = json.loads((pathlib.Path(__file__).parents[1] / "providers" / "answers.json").read_text())


def mappings():
    import django
    from django.conf import settings

    apps = ["django.contrib.contenttypes", "django.contrib.auth", "healthdatamodel", "whoop", "oura", "garmin"]
    settings.configure(INSTALLED_APPS=apps, DATABASES={}, USE_TZ=True)
    django.setup()
    import garmin.ingest, oura.ingest, whoop.ingest

    def lasts(workout, seconds):
        assert abs((workout.endDate - workout.startDate).total_seconds() - seconds) < 1, workout

    lasts(whoop.ingest.map_workout(ANSWERS["whoop"]["workout"]), 3600)
    lasts(oura.ingest.map_workout(ANSWERS["oura"]["workout"]), 2400)
    lasts(garmin.ingest.map_activity(ANSWERS["garmin"]["activities"]), 3600)
    assert whoop.ingest.map_sleep(ANSWERS["whoop"]["sleep"]) and oura.ingest.map_sleep(ANSWERS["oura"]["sleep"])


def open_wearables(clone):
    folder = pathlib.Path(clone) / "backend" / "app" / "schemas" / "providers"
    models = [
        ("polar", "exercise", "polar/exercise_import.py", "ExerciseJSON"),
        ("polar", "night", "polar/sleep.py", "SleepJSON"),
        ("whoop", "workout", "whoop/workout_import.py", "WhoopWorkoutJSON"),
        ("oura", "sleep", "oura/imports.py", "OuraSleepJSON"),
        ("oura", "workout", "oura/imports.py", "OuraWorkoutJSON"),
        ("suunto", "workout", "suunto/workout_import.py", "WorkoutJSON"),
        ("garmin", "activities", "garmin/activity_import.py", "ActivityJSON"),
    ]
    for provider, kind, file, model in models:
        spec = importlib.util.spec_from_file_location(f"{provider}_{kind}", folder / file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        read = getattr(module, model).model_validate(ANSWERS[provider][kind])
        known = {field.alias or name for name, field in type(read).model_fields.items()}
        assert known & set(ANSWERS[provider][kind]), f"{provider} {kind}: nothing in common"
    return len(models)


def main():
    simulator = subprocess.Popen([sys.argv[1], "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        base = simulator.stdout.readline().split()[-1]
        print(f"Strava: {strava(base)} activity, its detail and streams are what stravalib's models say")
        print(f"Withings: {withings(base)} kg are what aiowithings reads")
        print(f"Garmin's Personal API: {garmin_personal(base)} activity, a night and a weighing are what gcpapi-sync reads")
        mappings()
        print("WHOOP, Oura, Garmin: the answers are what django-whoop, django-oura and django-garmin map")
        if len(sys.argv) > 2:
            print(f"Open Wearables: {open_wearables(sys.argv[2])} answers are what its models take")
        else:
            print("Open Wearables: skipped, no clone was given")
    finally:
        simulator.kill()


main()
