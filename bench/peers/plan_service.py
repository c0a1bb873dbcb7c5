"""The same plan request as a Python service of the usual make answers it: Flask, marshmallow, pint.

Needs are not computed here: a stored plan (as Isotone's API gives it in base units) is read from SQLite, its quantities are
converted to the caller's units with pint and written through marshmallow schemas. PLAN_DATABASE names the SQLite file;
`python plan_service.py make FILE PLAN.json` makes one.
"""

import json
import os
import sqlite3
import sys

import pint
from flask import Flask, g, request
from marshmallow import INCLUDE, Schema, fields, post_dump

registry = pint.UnitRegistry(cache_folder=None)
# Symbols of the API that pint spells otherwise, and what each becomes for a US reader.
PINT = {"°C": "degC", "L": "liter", "mL": "milliliter", "L/h": "liter/hour", "mL/h": "milliliter/hour", "kg": "kilogram",
        "g": "gram", "mg": "milligram", "g/h": "gram/hour", "mg/h": "milligram/hour", "km": "kilometer", "m": "meter"}
CUSTOMARY = {"°C": ("degF", "°F"), "L": ("fluid_ounce", "fl oz"), "mL": ("fluid_ounce", "fl oz"),
             "L/h": ("fluid_ounce/hour", "fl oz/h"), "mL/h": ("fluid_ounce/hour", "fl oz/h"), "kg": ("pound", "lb"),
             "km": ("mile", "mi"), "m": ("foot", "ft")}


def converted(value, unit, system):
    if system == "us-customary" and unit in CUSTOMARY:
        target, shown = CUSTOMARY[unit]
        return registry.Quantity(value, PINT[unit]).to(target).magnitude, shown
    if unit in PINT:
        return registry.Quantity(value, PINT[unit]).magnitude, unit
    return value, unit


class Measured(fields.Field):
    """A quantity, or any nesting of them."""

    def _serialize(self, value, attr, obj, **kwargs):
        return localised(value, self.context_system())

    @staticmethod
    def context_system():
        return g.system


def localised(value, system):
    if isinstance(value, dict):
        if set(value) == {"value", "unit"} and isinstance(value["value"], (int, float)):
            number, unit = converted(value["value"], value["unit"], system)
            return {"value": round(number, 9), "unit": unit}
        return {key: localised(inner, system) for key, inner in value.items()}
    if isinstance(value, list):
        return [localised(inner, system) for inner in value]
    return value


class NeedSchema(Schema):
    class Meta:
        unknown = INCLUDE

    @post_dump(pass_original=True)
    def rest(self, data, original, **kwargs):
        return {**localised(original, g.system), **data}

    nutrient = fields.String()
    reason = fields.String()


class SessionSchema(Schema):
    session = Measured()
    prediction = Measured()
    needs = fields.List(fields.Nested(NeedSchema))
    flags = Measured()
    baskets = Measured()
    bottle = Measured()

    @post_dump(pass_original=True)
    def rest(self, data, original, **kwargs):
        missing = {key: localised(value, g.system) for key, value in original.items() if key not in data}
        return {**missing, **data}


class PlanSchema(Schema):
    date = fields.String()
    sessions = fields.List(fields.Nested(SessionSchema))
    totals = Measured()
    disclaimer = fields.String()


app = Flask(__name__)
app.json.sort_keys = False
schema = PlanSchema()


def database():
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["PLAN_DATABASE"])
    return g.database


@app.teardown_appcontext
def close(_):
    if "database" in g:
        g.database.close()


@app.get("/api/v1/athletes/<athlete>/plan")
def plan(athlete):
    g.system = request.args.get("units", "metric")
    row = database().execute("SELECT body FROM plans WHERE athlete = ?", (athlete,)).fetchone()
    if row is None:
        return {"title": "There is no such athlete"}, 404
    return schema.dump(json.loads(row[0]))


if __name__ == "__main__":
    _, verb, file, plan_file = sys.argv
    assert verb == "make"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE plans (athlete TEXT PRIMARY KEY, body TEXT)")
        with open(plan_file, encoding="utf-8") as body:
            made.execute("INSERT INTO plans VALUES ('ada', ?)", (body.read(),))
