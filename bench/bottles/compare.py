"""Plans the same squads with ours, OR-Tools CP-SAT and SCIP, and compares.

compare.py OURS COUNT SECONDS. The peers get the table of the best bottles of every athlete from every pair of recipes (worked
out here, with numpy, apart from ours) and solve what is left: which recipes are mixed. Their objective is compared in the order
of the planner's: one part after the other, each fixed at its best before the next. Ends with 1 when a score differs.
"""

import itertools
import json
import statistics
import subprocess
import sys
import time

import numpy
from ortools.sat.python import cp_model
from pyscipopt import Model, quicksum

# under, carbohydrate short, sodium short, (recipes), mixed, bottles, off target
PARTS = 7
RECIPES = 3


class Draw:
    """The same squads on every machine."""

    def __init__(self, seed):
        self.state = seed

    def below(self, most):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % most


def squad(draw, athletes, recipes, most):
    drinkers = []
    for number in range(athletes):
        target = 250 * (1 + draw.below(8))
        largest = target + 250 * draw.below(3)
        carbohydrate = 15 * draw.below(8)
        sodium_most = 0 if draw.below(12) == 0 else 1100 * largest // 1000
        sodium_least = min(100 * draw.below(8), sodium_most)
        grams = 0 if draw.below(10) == 0 else carbohydrate + 45
        drinkers.append({
            "athlete": str(number), "fluid_least": max(target - 500, 0), "fluid_most": largest, "fluid_target": target,
            "carbohydrate_wanted": carbohydrate, "carbohydrate_most": grams, "sodium_least": sodium_least,
            "sodium_most": sodium_most, "bottles_most": 1 + draw.below(4),
        })
    offered = [
        {"name": str(number), "carbohydrate": 20 * draw.below(5), "sodium": 400 + 100 * draw.below(8)}
        for number in range(recipes)
    ]
    return {"recipes": offered, "drinkers": drinkers, "bottle": 500, "recipes_most": most}


def table(request):
    """The least cost of each athlete from each pair of recipes, part by part."""
    pairs = list(itertools.combinations_with_replacement(range(len(request["recipes"])), 2))
    carbohydrate = numpy.array([recipe["carbohydrate"] for recipe in request["recipes"]])
    sodium = numpy.array([recipe["sodium"] for recipe in request["recipes"]])
    first, second = numpy.array(pairs).T
    costs = numpy.zeros((len(request["drinkers"]), len(pairs), PARTS), dtype=numpy.int64)
    for place, one in enumerate(request["drinkers"]):
        bottle = request["bottle"]
        fill = bottle if one["fluid_most"] >= bottle else one["fluid_most"] // 50 * 50
        most = min(one["bottles_most"], one["fluid_most"] // fill) if fill else 0
        best = None
        for a, b in itertools.product(range(most + 1), repeat=2):
            if a + b > most:
                continue
            held = (a * carbohydrate[first] + b * carbohydrate[second]) * fill
            salt = (a * sodium[first] + b * sodium[second]) * fill
            fits = (held <= 1000 * one["carbohydrate_most"]) & (salt <= 1000 * one["sodium_most"])
            for water in range(most - a - b + 1):
                volume = (a + b + water) * fill
                score = numpy.stack([
                    numpy.full(len(pairs), volume < one["fluid_least"]),
                    numpy.maximum(one["carbohydrate_wanted"] - held // 1000, 0),
                    numpy.maximum(one["sodium_least"] - salt // 1000, 0),
                    numpy.zeros(len(pairs), dtype=numpy.int64),
                    numpy.full(len(pairs), a + b),
                    numpy.full(len(pairs), a + b + water),
                    numpy.full(len(pairs), abs(volume - one["fluid_target"])),
                ], axis=1).astype(numpy.int64)
                if best is None:
                    best = score
                    continue
                differs = score != best
                part = differs.argmax(axis=1)
                rows = numpy.arange(len(pairs))
                better = fits & differs.any(axis=1) & (score[rows, part] < best[rows, part])
                best[better] = score[better]
        costs[place] = best
    return pairs, costs


def cp_sat(request, pairs, costs, limit):
    deadline = time.monotonic() + limit
    model = cp_model.CpModel()
    mixed = [model.new_bool_var("") for _ in request["recipes"]]
    takes = [[model.new_bool_var("") for _ in pairs] for _ in request["drinkers"]]
    water = [model.new_bool_var("") for _ in request["drinkers"]]
    model.add(sum(mixed) <= request["recipes_most"])
    alone = of_water(request)
    for own, none in zip(takes, water):
        model.add_exactly_one(own + [none])
        for recipe, used in enumerate(mixed):
            model.add(sum(take for take, pair in zip(own, pairs) if recipe in pair) <= used)
    score = []
    for part in range(PARTS):
        if part == RECIPES:
            total = sum(mixed)
        else:
            total = sum(
                int(costs[place, pair, part]) * take
                for place, own in enumerate(takes) for pair, take in enumerate(own) if costs[place, pair, part]
            ) + sum(alone[place][part] * none for place, none in enumerate(water))
        model.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
        solver.parameters.num_workers = 2
        if solver.solve(model) != cp_model.OPTIMAL:
            return None
        score.append(round(solver.objective_value))
        model.add(total == score[-1])
    return score


def of_water(request):
    costs = []
    for one in request["drinkers"]:
        bottle = request["bottle"]
        fill = bottle if one["fluid_most"] >= bottle else one["fluid_most"] // 50 * 50
        most = min(one["bottles_most"], one["fluid_most"] // fill) if fill else 0
        costs.append(min(
            [int(water * fill < one["fluid_least"]), one["carbohydrate_wanted"], one["sodium_least"], 0, 0, water,
             abs(water * fill - one["fluid_target"])]
            for water in range(most + 1)
        ))
    return costs


def scip(request, pairs, costs, limit):
    deadline = time.monotonic() + limit
    alone = of_water(request)
    score = []
    for part in range(PARTS):
        model = Model()
        model.hideOutput()
        model.setParam("limits/time", max(deadline - time.monotonic(), 0.01))
        mixed = [model.addVar(vtype="B") for _ in request["recipes"]]
        # With the recipes chosen the best share of every athlete is whole.
        takes = [[model.addVar(vtype="B") for _ in pairs] for _ in request["drinkers"]]
        water = [model.addVar(vtype="B") for _ in request["drinkers"]]
        model.addCons(quicksum(mixed) <= request["recipes_most"])
        for own, none in zip(takes, water):
            model.addCons(quicksum(own) + none == 1)
            for recipe, used in enumerate(mixed):
                model.addCons(quicksum(take for take, pair in zip(own, pairs) if recipe in pair) <= used)

        def total(of):
            if of == RECIPES:
                return quicksum(mixed)
            return quicksum(
                int(costs[place, pair, of]) * take
                for place, own in enumerate(takes) for pair, take in enumerate(own) if costs[place, pair, of]
            ) + quicksum(alone[place][of] * none for place, none in enumerate(water))

        for before, value in enumerate(score):
            model.addCons(total(before) <= value)
        model.setObjective(total(part), "minimize")
        model.optimize()
        if model.getStatus() != "optimal":
            return None
        score.append(round(model.getObjVal()))
    return score


def ours(program, requests):
    lines = "\n".join(json.dumps(request) for request in requests)
    answer = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout
    rows = [[int(word) for word in line.split()] for line in answer.splitlines()]
    return [(row[:PARTS], row[PARTS] / 1e6) for row in rows]


def main():
    program, count, limit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    draw = Draw(7)
    small = [squad(draw, 1 + draw.below(12), 1 + draw.below(10), 1 + draw.below(4)) for _ in range(count)]
    sizes = [(23, 30, k) for k in (2, 3, 4)] + [(90, 30, k) for k in (2, 3, 4)] + [(90, 56, k) for k in (2, 3, 4)]
    large = [squad(Draw(11 + most), athletes, recipes, most) for athletes, recipes, most in sizes]
    different = 0
    for what, requests in (("small", small), ("large", large)):
        for request, (score, took) in zip(requests, ours(program, requests)):
            begun = time.monotonic()
            pairs, costs = table(request)
            tabled = time.monotonic() - begun
            row = [f"{len(request['drinkers'])} athletes, {len(request['recipes'])} recipes, k {request['recipes_most']}",
                   f"ours {took * 1000:.1f} ms", f"table {tabled:.2f} s"]
            for name, solve in (("CP-SAT", cp_sat), ("SCIP", scip)):
                begun = time.monotonic()
                found = solve(request, pairs, costs, limit)
                taken = time.monotonic() - begun
                row.append(f"{name} {'not proven in' if found is None else ''} {taken:.2f} s")
                if found is not None and found != score:
                    different += 1
                    row.append(f"DIFFERS: {found} against {score}")
            if what == "large" or "DIFFERS" in row[-1]:
                print("; ".join(row), flush=True)
    timed = [squad(Draw(1000 + seed), 90, 30, 4) for seed in range(50)]
    times = sorted(took for _, took in ours(program, timed))
    print(f"90 athletes, 30 recipes, k 4, 50 squads: median {statistics.median(times) * 1000:.1f} ms, worst {times[-1] * 1000:.1f} ms")
    timed = [squad(Draw(2000 + seed), 90, 56, 4) for seed in range(20)]
    times = sorted(took for _, took in ours(program, timed))
    print(f"90 athletes, 56 recipes, k 4, 20 squads: median {statistics.median(times) * 1000:.1f} ms, worst {times[-1] * 1000:.1f} ms")
    print(f"{count} small squads and {len(sizes)} large ones: {different} scores differ")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
