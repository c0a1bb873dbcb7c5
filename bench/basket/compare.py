"""Solves the same instances with ours, microlp, OR-Tools CP-SAT, HiGHS and python-constraint2, and compares.

compare.py INSTANCES OURS MICROLP SECONDS, where OURS and MICROLP hold a line "objective microseconds" per instance, and
SECONDS is the time-out per instance and solver; python-constraint2, which uses up its time nearly always, is given a
tenth of it. All minimise 1000 x things + servings, on one thread. A time-out counts as its full time. Ends with 1 when an
objective differs.
"""

import json
import statistics
import sys
import time

import constraint
import highspy
from ortools.sat.python import cp_model


def cp_sat(instance, limit):
    model = cp_model.CpModel()
    items, most = instance["items"], instance["most"]
    counts = [model.new_int_var(0, most, "") for _ in items]
    used = [model.new_bool_var("") for _ in items]
    for count, flag in zip(counts, used):
        model.add(count <= most * flag)
        model.add(count >= flag)
    for window, (low, high) in enumerate(zip(instance["min"], instance["max"])):
        model.add_linear_constraint(sum(item[window] * count for item, count in zip(items, counts)), low, high)
    model.minimize(1000 * sum(used) + sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def highs(instance, limit):
    items, most = instance["items"], instance["most"]
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", float(limit))
    solver.setOptionValue("threads", 1)
    # The objective is a whole number in the thousands; the default gap would stop a serving short of the optimum.
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    counts = [solver.addIntegral(lb=0, ub=most, obj=1) for _ in items]
    used = [solver.addBinary(obj=1000) for _ in items]
    for count, flag in zip(counts, used):
        solver.addConstr(count <= most * flag)
    for window, (low, high) in enumerate(zip(instance["min"], instance["max"])):
        total = sum(item[window] * count for item, count in zip(items, counts) if item[window])
        if isinstance(total, int):
            continue
        solver.addConstr(total >= low)
        solver.addConstr(total <= high)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return round(solver.getInfo().objective_function_value)


class OutOfTime(Exception):
    pass


def python_constraint(instance, limit):
    """It finds solutions and does not optimise: sets of one thing, of two, of three are asked for in turn."""
    items, most = instance["items"], instance["most"]
    until = time.perf_counter() + limit
    choices = [(i, count) for i in range(len(items)) for count in range(1, most + 1)]
    for things in range(1, len(items) + 1):
        problem = constraint.Problem(constraint.BacktrackingSolver())
        names = list(range(things))
        problem.addVariables(names, choices)

        def fits(*picks):
            if time.perf_counter() > until:
                raise OutOfTime
            if any(a[0] >= b[0] for a, b in zip(picks, picks[1:])):
                return False
            windows = zip(instance["min"], instance["max"])
            return all(
                low <= sum(items[i][w] * count for i, count in picks) <= high for w, (low, high) in enumerate(windows)
            )

        problem.addConstraint(constraint.FunctionConstraint(fits), names)
        try:
            found = [sum(pick[1] for pick in solution.values()) for solution in problem.getSolutionIter()]
        except OutOfTime:
            return None
        if found:
            return 1000 * things + min(found)
    return None


def main():
    instances = [json.loads(line) for line in open(sys.argv[1])]
    ours = [line.split() for line in open(sys.argv[2])]
    microlp = [line.split() for line in open(sys.argv[3])]
    limit = float(sys.argv[4])
    objectives = [int(objective) for objective, _ in ours]
    times = {name: [float(micros) / 1e6 for _, micros in lines] for name, lines in [("ours", ours), ("microlp", microlp)]}
    differ = 0
    for index, (objective, _) in enumerate(microlp):
        if objective != "-" and int(objective) != objectives[index]:
            differ += 1
            print(f"instance {index}: microlp {objective}, ours {objectives[index]}")
    print(f"{len(instances)} instances, time-out {limit:g} s (python-constraint2 {limit / 10:g} s), one thread each")
    print(f"microlp: {sum(objective == '-' for objective, _ in microlp)} time-outs")
    peers = [("cp-sat", cp_sat, limit), ("highs", highs, limit), ("python-constraint2", python_constraint, limit / 10)]
    for name, solve, limit in peers:
        taken, late = [], 0
        for index, instance in enumerate(instances):
            start = time.perf_counter()
            objective = solve(instance, limit)
            taken.append(time.perf_counter() - start)
            if objective is None:
                late += 1
            elif objective != objectives[index]:
                differ += 1
                print(f"instance {index}: {name} {objective}, ours {objectives[index]}")
        times[name] = taken
        print(f"{name}: {late} time-outs", flush=True)
    ours_median = statistics.median(times["ours"])
    for name, taken in times.items():
        ordered = sorted(taken)
        median, late = statistics.median(taken), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        print(f"{name:20} median {median * 1e3:10.3f} ms   p99 {late * 1e3:10.3f} ms   {median / ours_median:8.1f} x ours")
    print(f"objectives that differ: {differ}")
    sys.exit(1 if differ else 0)


main()
