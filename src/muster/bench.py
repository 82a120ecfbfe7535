"""Measure the engine against a greedy officer, OR-Tools and network simplex, in one run.

The general solvers get the arcs of a best plan and no more (every allowed pair that costs at most
its demand's price), which is the least they can do with and takes them nothing to find. The engine
gets the problem, finds its own arcs, and its time includes the certificate; "same arcs" is the
engine on exactly the arcs the others had. All times are CPU seconds of this process unless they
say wall; on a busy machine wall times are the neighbours'.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np

import muster
from muster import baselines, cities, verify
from muster.plan import Plan
from muster.problem import Problem
from muster.rules import Integers

Say = Callable[[str], object]
Result = TypeVar("Result")

HEADER = (
    "| city | seed | seats × | seats | arcs | engine wall | engine CPU | same arcs "
    "| OR-Tools | simplex | OR-Tools ÷ engine | ÷ same arcs | gap | greedy | peak MB |"
)
SEPARATOR = "|---" * 15 + "|"


@dataclass(frozen=True)
class Timed:
    """What a run took: seconds of wall clock and of this process's CPU."""

    wall: float
    cpu: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be measured."""
    parser.add_argument("--volunteers", type=int, default=120_000)
    parser.add_argument("--demands", type=int, default=40_000)
    parser.add_argument("--shapes", nargs="+", choices=sorted(cities.SHAPES), default=["county"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--tightness", nargs="+", type=float, default=[1.0, 1.3, 1.7])
    parser.add_argument("--rounds", type=int, default=3, help="runs of the engine, the median told")
    parser.add_argument("--repairs", type=int, default=0, help="also time so many of each event")
    parser.add_argument(
        "--all-pairs", action="store_true",
        help="also give OR-Tools every allowed pair, as one who knows no prices must "
        "(180 bytes of memory each)",
    )  # fmt: skip
    parser.add_argument(
        "--without", nargs="*", choices=["or-tools", "simplex", "greedy"], default=[]
    )


def run(options: argparse.Namespace, say: Say) -> int:
    """Measure and say a table, a line per city as soon as it is known."""
    say("compiling, or loading what was compiled …")
    _, first = timed(lambda: muster.solve(cities.generate(300, 100).checked()))
    say(f"first plan after {first.wall:.1f} s\n\n{HEADER}\n{SEPARATOR}")
    for shape in options.shapes:
        for seed in options.seeds:
            for tightness in options.tightness:
                problem = cities.generate(
                    options.volunteers, options.demands, seed=seed, tightness=tightness, shape=shape
                ).checked()
                say(f"| {shape} | {seed} | {tightness} | " + measure(problem, options))
                if options.all_pairs:
                    say(_all_pairs(problem))
                if options.repairs:
                    from muster import bench_events

                    say(bench_events.measure(problem, options.repairs))
    return 0


def measure(problem: Problem, options: argparse.Namespace) -> str:
    """Return one line: the engine in turns with the others, on one problem."""
    plan, runs = _engine(problem, 1)
    arcs = baselines.arcs_within(problem, plan.price)
    flow = baselines.network(problem, arcs)
    others: dict[str, float] = {}
    for name, solver in (("or-tools", baselines.or_tools), ("simplex", baselines.network_simplex)):
        if name not in options.without:
            (spent, _), took = timed(lambda solver=solver: solver(flow))  # type: ignore[misc]
            others[name] = took.cpu
            assert spent == plan.objective, f"{name} found {spent}, the engine {plan.objective}"
            runs += _engine(problem, 1)[1]
    runs += _engine(problem, max(0, options.rounds - len(runs)))[1]
    same, same_runs = _engine(listed(problem, arcs), options.rounds)
    assert same.objective == plan.objective
    cpu, same_cpu = median(r.cpu for r in runs), median(r.cpu for r in same_runs)
    wall = median(r.wall for r in runs)
    rival = others.get("or-tools", float("nan"))
    cells = [
        str(problem.seats.sum()), str(arcs.cost.size), f"{wall:.2f}", f"{cpu:.2f}",
        f"{same_cpu:.2f}", f"{rival:.2f}", f"{others.get('simplex', float('nan')):.2f}",
        f"{rival / cpu:.2f}", f"{rival / same_cpu:.2f}", f"{plan.gap:.4%}",
        _greedy(problem, plan, options), f"{peak_mb(problem):.0f}",
    ]  # fmt: skip
    return " | ".join(cells) + " |"


def _all_pairs(problem: Problem) -> str:
    """Return what OR-Tools takes on every allowed pair, beside the engine on the problem."""
    plan, runs = _engine(problem, 1)
    flow = baselines.network(problem, baselines.arcs_within(problem))
    (spent, _), took = timed(lambda: baselines.or_tools(flow))
    assert spent == plan.objective, f"OR-Tools found {spent}, the engine {plan.objective}"
    cpu = median(r.cpu for r in runs + _engine(problem, 1)[1])
    return (
        f"all {flow.arcs.cost.size} pairs: engine {cpu:.2f}, OR-Tools {took.cpu:.2f}, "
        f"OR-Tools ÷ engine {took.cpu / cpu:.2f}"
    )


def timed(work: Callable[[], Result]) -> tuple[Result, Timed]:
    """Return what the work returns, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, Timed(time.perf_counter() - wall, time.process_time() - cpu)


def listed(problem: Problem, arcs: baselines.Arcs) -> Problem:
    """Return the same problem given by these arcs (which are in order of demands)."""
    many = np.bincount(arcs.demand, minlength=problem.demands)
    return replace(
        problem,
        arc_ptr=np.concatenate([[0], np.cumsum(many)]),
        arc_volunteer=arcs.volunteer,
        arc_cost=arcs.cost,
    ).checked()


def peak_mb(problem: Problem) -> float:
    """Return the most memory a fresh process holds while it loads and solves the problem.

    Read from the process itself (Linux): what `getrusage` tells of a child counts its parent too.
    """
    script = (
        "import sys, muster; muster.solve(muster.load(sys.argv[1])); "
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    if not Path("/proc/self/status").is_file():
        return float("nan")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        muster.save(problem, path)
        said = subprocess.check_output([sys.executable, "-c", script, str(path)], text=True)
    return int(said.split()[-1]) / 1024


def _engine(problem: Problem, rounds: int) -> tuple[Plan, list[Timed]]:
    plan, runs = None, []
    for _ in range(rounds):
        plan, took = timed(lambda: muster.solve(problem))
        runs.append(took)
    assert plan is not None or not rounds
    return plan, runs  # type: ignore[return-value]


def _greedy(problem: Problem, plan: Plan, options: argparse.Namespace) -> str:
    if "greedy" in options.without:
        return "–"
    pairs: tuple[Integers, Integers] = baselines.greedy(problem)
    return f"{plan.objective / verify.objective(problem, *pairs):.3f}"
