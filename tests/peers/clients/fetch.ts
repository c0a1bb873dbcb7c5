// The main job by openapi-fetch, over the types that openapi-typescript makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

const client = createClient<paths>({ baseUrl: process.env.ISOTONE_URL! });

function got<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  assert(answer.data !== undefined, `${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

// A closed list is a type: a word that is not in it does not compile.
const units: components["schemas"]["UnitSystem"] = "metric";
const made = await client.POST("/api/v1/athletes", {
  body: { name: "Ada", body_mass: { value: 61.2, unit: "kg" }, height: "1.72 m", sex: "female", units, zone: "Europe/Lisbon" },
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
});
const athlete = got(made).id;
const path = { athlete };

const file = new Blob([readFileSync(process.env.ISOTONE_RECORDING!)]);
const imported = got(await client.POST("/api/v1/athletes/{athlete}/recordings", {
  params: { path },
  // The type of a file is text, as OpenAPI has no other.
  body: { file: file as unknown as string },
  bodySerializer: (body) => {
    const form = new FormData();
    form.append("file", body!.file as unknown as Blob, "run.tcx");
    // A field after the file counts as well as one before it.
    form.append("account", "ada");
    return form;
  },
}));
assert.equal(imported.format, "TCX");
const event = imported.events[0]!;

const test = got(await client.POST("/api/v1/athletes/{athlete}/sweat-tests", {
  params: { path },
  body: { event: event.id, mass_before: { value: 61.4, unit: "kg" }, mass_after: "60.5 kg", drunk: "0.3 L", air_temperature: { value: 24, unit: "°C" }, sun: "shade" },
}));
assert(test.rate!.median.value > 0.5 && test.rate!.median.unit === "L/h", JSON.stringify(test.rate));

const profile = got(await client.GET("/api/v1/athletes/{athlete}/sweat-profile", { params: { path } }));
assert.equal(profile.tests, 1);

const start = new Date(Date.now() + 24 * 3600_000);
const planned = got(await client.POST("/api/v1/athletes/{athlete}/planned-sessions", {
  params: { path },
  body: { start: start.toISOString(), sport: "run", duration: { value: 1.5, unit: "h" }, intensity: "moderate", air_temperature: "28 °C" },
}));
const date = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Lisbon" }).format(start);
const plan = got(await client.GET("/api/v1/athletes/{athlete}/plan", { params: { path, query: { date } } }));
const session = plan.sessions.find((session) => session.session.id === planned.id)!;
const during = session.needs.find((need) => need.phase === "during" && need.nutrient === "fluid")!;
// Amounts of one need may come in different units, as 620 mL and 1.2 L do.
const litres = ({ value, unit }: components["schemas"]["Quantity"]) => (unit === "L" ? value : value / 1000);
assert(litres(during.min) <= litres(during.target) && litres(during.target) <= litres(during.max), JSON.stringify(during));

const receipt = got(await client.GET("/api/v1/athletes/{athlete}/receipts/{receipt}", { params: { path: { athlete, receipt: during.receipt } } }));
assert(receipt.sources.length > 0);
const taken = got(await client.POST("/api/v1/athletes/{athlete}/taken", { params: { path }, body: { session: planned.id, needs: [during.id] } }));
assert.equal(taken[0]!.need, during.id);
const curve = got(await client.POST("/api/v1/athletes/{athlete}/what-if/{variable}", {
  params: { path: { athlete, variable: "air-temperature" } },
  body: { sport: "run", duration: "1 h", air_temperature: "20 °C" },
}));
assert(JSON.stringify(curve).length > 100);

// A compressed answer has a tag of its own, and either says that nothing has changed.
const tagOf = async (encoding: string) => {
  const answer = await fetch(`${process.env.ISOTONE_URL}/api/v1/athletes/${athlete}`, { headers: { "accept-encoding": encoding } });
  await answer.text();
  return answer.headers.get("etag")!;
};
const tags = [await tagOf("identity"), await tagOf("gzip")];
assert.notEqual(tags[0], tags[1]);
for (const tag of tags) {
  const again = await client.GET("/api/v1/athletes/{athlete}", { params: { path, header: { "If-None-Match": tag } } });
  assert.equal(again.response.status, 304);
}

const refused = await client.POST("/api/v1/athletes/{athlete}/sweat-tests", { params: { path }, body: { air_temperature: "hot" } });
assert.equal(refused.response.status, 422);
assert(refused.error!.errors!.some((field) => field.field === "air_temperature"));
const typed = await fetch(`${process.env.ISOTONE_URL}/api/v1/athletes`, { method: "POST", body: "body_mass=61+kg", headers: { "content-type": "application/x-www-form-urlencoded" } });
assert.deepEqual([typed.status, typed.headers.get("accept")], [415, "application/json"]);

const archive = got(await client.GET("/api/v1/athletes/{athlete}/export", { params: { path }, parseAs: "arrayBuffer" }));
assert.equal(Buffer.from(archive as unknown as ArrayBuffer).subarray(0, 2).toString(), "PK");
got(await client.DELETE("/api/v1/athletes/{athlete}", { params: { path } }));
console.log(`openapi-typescript: ${plan.sessions.length} session, ${session.needs.length} needs, erased`);
