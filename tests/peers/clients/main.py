"""The main job by the client that openapi-python-client makes."""
import datetime, os, zoneinfo
from io import BytesIO

from python import Client
from python.api.athletes import delete_athletes_athlete, get_athletes_athlete, get_athletes_athlete_export, post_athletes
from python.api.plans import get_athletes_athlete_plan, post_athletes_athlete_planned_sessions, post_athletes_athlete_taken
from python.api.receipts import get_athletes_athlete_receipts_receipt
from python.api.recordings import post_athletes_athlete_recordings
from python.api.sweat import get_athletes_athlete_sweat_profile, post_athletes_athlete_sweat_tests
from python.models import (
    AthleteBody, Nutrient, Phase, PlannedBody, Problem, Quantity, RecordingBody, Sex, Sun, SweatTestBody, TakenBody, UnitSystem,
)
from python.types import File

client = Client(base_url=os.environ["ISOTONE_URL"])
zone = zoneinfo.ZoneInfo("Europe/Lisbon")


def done(answer, status):
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    return answer.parsed


body = AthleteBody(name="Cem", body_mass=Quantity(value=82.5, unit="kg"), sex=Sex.MALE, units=UnitSystem.METRIC, zone="Europe/Lisbon")
athlete = done(post_athletes.sync_detailed(client=client, body=body), 201).id
with open(os.environ["ISOTONE_RECORDING"], "rb") as recording:
    file = File(payload=BytesIO(recording.read()), file_name="run.tcx")
imported = done(post_athletes_athlete_recordings.sync_detailed(athlete, client=client, body=RecordingBody(file=file)), 201)
test = SweatTestBody(
    event=imported.events[0].id, mass_before=Quantity(value=82.6, unit="kg"), mass_after="81.4 kg", drunk="400 mL",
    air_temperature=Quantity(value=24, unit="°C"), sun=Sun.SHADE,
)
taken = done(post_athletes_athlete_sweat_tests.sync_detailed(athlete, client=client, body=test), 201)
assert taken.rate.median.value > 0.5, taken.rate
assert done(get_athletes_athlete_sweat_profile.sync_detailed(athlete, client=client), 200).tests == 1
start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
session = PlannedBody(start=start.isoformat(), sport="run", duration="1 h 30 min", air_temperature="28 °C")
planned = done(post_athletes_athlete_planned_sessions.sync_detailed(athlete, client=client, body=session), 201)
date = start.astimezone(zone).date().isoformat()
plan = done(get_athletes_athlete_plan.sync_detailed(athlete, client=client, date=date), 200)
[day] = [session for session in plan.sessions if session.session.id == planned.id]
[during] = [need for need in day.needs if need.phase == Phase.DURING and need.nutrient == Nutrient.FLUID]
assert during.target.value > 0 and during.target.unit in ("mL", "L"), during
done(get_athletes_athlete_receipts_receipt.sync_detailed(athlete, during.receipt, client=client), 200)
had = done(post_athletes_athlete_taken.sync_detailed(athlete, client=client, body=TakenBody(session=planned.id, needs=[during.id])), 201)
assert had[0].need == during.id
refused = post_athletes_athlete_sweat_tests.sync_detailed(athlete, client=client, body=SweatTestBody(air_temperature="hot"))
assert refused.status_code == 422 and isinstance(refused.parsed, Problem), refused
assert any(field.field == "air_temperature" for field in refused.parsed.errors), refused.parsed
archive = done(get_athletes_athlete_export.sync_detailed(athlete, client=client), 200)
assert archive.payload.read(2) == b"PK"
done(delete_athletes_athlete.sync_detailed(athlete, client=client), 200)
assert get_athletes_athlete.sync_detailed(athlete, client=client).status_code == 404
print(f"openapi-python-client: {len(plan.sessions)} session, {len(day.needs)} needs, erased")
