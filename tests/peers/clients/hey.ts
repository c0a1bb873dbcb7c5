// The main job by the client that hey-api makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { client } from "./hey/client.gen.js";
import { formDataBodySerializer } from "./hey/client/index.js";
import * as api from "./hey/sdk.gen.js";

client.setConfig({ baseUrl: process.env.ISOTONE_URL!, throwOnError: true });

const { data: made } = await api.postAthletes({
  body: { name: "Ben", body_mass: "155.2 lb", sex: "male", units: "us-customary", zone: "Europe/Lisbon" },
  throwOnError: true,
});
const path = { athlete: made.id };
const file = new Blob([readFileSync(process.env.ISOTONE_RECORDING!)]);
// This operation takes JSON too, which the generator prefers unless told otherwise.
const asForm = { ...formDataBodySerializer, headers: { "Content-Type": null } };
const { data: imported } = await api.postAthletesAthleteRecordings({ path, body: { file }, ...asForm, throwOnError: true });
const { data: test } = await api.postAthletesAthleteSweatTests({
  path,
  body: { event: imported.events[0]!.id, mass_before: { value: 155, unit: "lb" }, mass_after: "153.4 lb", drunk: "10 fl oz", air_temperature: "75 °F" },
  throwOnError: true,
});
assert(test.rate!.median.unit.includes("oz"), JSON.stringify(test.rate));
const { data: profile } = await api.getAthletesAthleteSweatProfile({ path, throwOnError: true });
assert.equal(profile.tests, 1);
const start = new Date(Date.now() + 24 * 3600_000);
const { data: planned } = await api.postAthletesAthletePlannedSessions({
  path,
  body: { start: start.toISOString(), sport: "ride", duration: "2 h", air_temperature: { value: 82, unit: "°F" }, sun: "full-sun" },
  throwOnError: true,
});
const date = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Lisbon" }).format(start);
const { data: plan } = await api.getAthletesAthletePlan({ path, query: { date, units: "us-customary" }, throwOnError: true });
const session = plan.sessions.find((session) => session.session.id === planned.id)!;
const during = session.needs.find((need) => need.phase === "during")!;
await api.getAthletesAthleteReceiptsReceipt({ path: { ...path, receipt: during.receipt }, throwOnError: true });
await api.postAthletesAthleteTaken({ path, body: { session: planned.id, needs: [during.id] }, throwOnError: true });
const { data: archive } = await api.getAthletesAthleteExport({ path, throwOnError: true });
assert(archive instanceof Blob, "an archive is bytes");
assert.equal(Buffer.from(await archive.arrayBuffer()).subarray(0, 2).toString(), "PK");
await api.deleteAthletesAthlete({ path, throwOnError: true });
const gone = await api.getAthletesAthlete({ path, throwOnError: false });
assert.equal(gone.response!.status, 404);
console.log(`hey-api: ${plan.sessions.length} session, ${session.needs.length} needs, erased`);
