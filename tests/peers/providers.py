"""Holds the simulated providers to what others wrote of the real ones: stravalib's models (made from Strava's swagger document)
and aiowithings' (of Withings' answers).

    cargo build -p isotone-providers --features serve
    pip install stravalib aiowithings
    python3 tests/peers/providers.py target/debug/isotone-providers
"""
import json, subprocess, sys, urllib.error, urllib.parse, urllib.request

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


def main():
    simulator = subprocess.Popen([sys.argv[1], "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        base = simulator.stdout.readline().split()[-1]
        print(f"Strava: {strava(base)} activity, its detail and streams are what stravalib's models say")
        print(f"Withings: {withings(base)} kg are what aiowithings reads")
    finally:
        simulator.kill()


main()
