"""Solve public problems whose optimum is known, made by nobody here.

The files are not part of this repository: fetch them from their homes (OR-Library, Beasley 1990,
doi:10.1057/jors.1990.166: assign*.txt; NETGEN flows in DIMACS format) and name the folder that
holds `orlib/` and `flows/` with --from, or MUSTER_PUBLIC.
"""

import argparse
import gzip
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import muster
from muster import baselines
from muster.problem import Ints, Problem
from muster.verify import verify

ROOT = Path(__file__).resolve().parents[1]
OPTIMA = {
    "orlib/assign500.txt.gz": 991,
    "orlib/assign600.txt.gz": 1176,
    "flows/transport_200.min": 2_251_451,
}
OUTSIDE = {"flows/mcf_1000.min.gz": 9_276_542}  # goods pass through, arcs fill up: refused
NEVER_EMPTY = 1_000_000  # weight of a seat that has to be filled


def folder() -> Path:
    """Return where the public files are expected."""
    named = os.environ.get("MUSTER_PUBLIC")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, default=folder())


def run(options: argparse.Namespace) -> int:
    """Solve each file that is there, and compare with the optimum its makers published."""
    failed = 0
    print(
        "| file | volunteers | demands | arcs | OR-Tools | found | bound | CPU s | OR-Tools CPU s |"
    )
    print("|---" * 9 + "|")
    for name, known in (OPTIMA | OUTSIDE).items():
        if not (options.source / name).is_file():
            print(f"| {name} | not there |")
            continue
        try:
            problem = read(options.source / name)
        except ValueError as reason:
            print(f"| {name} | {reason} |")
            continue
        line, found = measure(problem)
        failed += found != (known, known)
        print(f"| {name} | {problem.volunteers} | {problem.demands} | {line}", flush=True)
    return int(failed > 0)


def measure(problem: Problem) -> tuple[str, tuple[int, int]]:
    """Return a line of the table, and the objective and bound an independent check confirms."""
    muster.solve(problem)  # compiled, or loaded, before the clock starts
    began = time.process_time()
    plan = muster.solve(problem)
    ours = time.process_time() - began
    flow = baselines.network(problem, baselines.arcs_within(problem))
    began = time.process_time()
    spent, _ = baselines.or_tools(flow)
    theirs = time.process_time() - began
    verdict = verify(problem, plan)
    assert verdict.sound
    cells = [flow.arcs.cost.size, spent, verdict.objective, verdict.bound, f"{ours:.2f}"]
    line = " | ".join(map(str, [*cells, f"{theirs:.2f}"])) + " |"
    return line, (verdict.objective, verdict.bound)


def read(path: Path) -> Problem:
    """Read a file of either kind."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.parent.name == "orlib":
        return assignment(text.decode())
    return transport(text.decode())


def assignment(text: str) -> Problem:
    """Return an OR-Library assignment: n, then n × n costs; rows are demands of one seat."""
    many, *costs = (int(word) for word in text.split())
    assert len(costs) == many * many
    everybody = np.tile(np.arange(many), many)
    return one_day(
        many,
        seats=np.ones(many, np.int64),
        ptr=np.arange(many + 1) * many,
        volunteer=everybody,
        cost=np.array(costs),
    )


@dataclass(frozen=True)
class Flow:
    """A DIMACS min-cost flow: supply (N,), and arcs (A,), nodes counted from 0."""

    supply: Ints
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints


def dimacs(text: str) -> Flow:
    """Read the DIMACS format (p, n and a lines); every lower bound has to be 0."""
    lines = [line.split() for line in text.splitlines() if line[:1] in "pna"]
    size = next(int(line[2]) for line in lines if line[0] == "p")
    supply = np.zeros(size, np.int64)
    for _, node, units in (line for line in lines if line[0] == "n"):
        supply[int(node) - 1] = int(units)
    arcs = np.array([[int(word) for word in line[1:]] for line in lines if line[0] == "a"])
    assert (arcs[:, 2] == 0).all()
    return Flow(supply, arcs[:, 0] - 1, arcs[:, 1] - 1, arcs[:, 3], arcs[:, 4])


def transport(text: str) -> Problem:
    """Return a transport problem: every unit of supply is a volunteer, every sink a demand.

    Goods that only change trucks on the way (nodes without supply) go straight, at the cost of the
    cheapest way through: nothing limits it, so the optimum is the same.

    Raises
    ------
    ValueError
        If arcs can be full, or goods pass through sources or sinks: that is a flow, but not who
        goes where.
    """
    flow = dimacs(text)
    passes = (flow.supply[flow.tail] < 0) | (flow.supply[flow.head] > 0)
    if passes.any() or (flow.capacity < flow.supply[flow.supply > 0].sum()).any():
        raise ValueError("not a transport problem without capacities")
    ways = _straight(flow)
    sources, sinks = np.flatnonzero(flow.supply > 0), np.flatnonzero(flow.supply < 0)
    units = flow.supply[sources]
    first = np.cumsum(units) - units
    rows, costs = [], []
    for sink in sinks.tolist():
        into = [k for k, source in enumerate(sources.tolist()) if (source, sink) in ways]
        rows.append(np.concatenate([np.arange(first[k], first[k] + units[k]) for k in into]))
        each = np.array([ways[int(sources[k]), sink] for k in into])
        costs.append(np.repeat(each, units[into]))
    return one_day(
        int(units.sum()),
        seats=-flow.supply[sinks],
        ptr=np.concatenate([[0], np.cumsum([row.size for row in rows])]),
        volunteer=np.concatenate(rows),
        cost=np.concatenate(costs),
    )


def _straight(flow: Flow) -> dict[tuple[int, int], int]:
    """Return the cheapest cost from each node to each it reaches through nodes without supply."""
    ways: dict[tuple[int, int], int] = {}

    def add(tail: int, head: int, cost: int) -> None:
        if tail != head:
            ways[tail, head] = min(cost, ways.get((tail, head), cost))

    for arc in zip(flow.tail.tolist(), flow.head.tolist(), flow.cost.tolist(), strict=True):
        add(*arc)
    for node in np.flatnonzero(flow.supply == 0).tolist():
        into = [(tail, cost) for (tail, head), cost in ways.items() if head == node]
        out = [(head, cost) for (tail, head), cost in ways.items() if tail == node]
        for tail, first in into:
            for head, second in out:
                add(tail, head, first + second)
        for key in [key for key in ways if node in key]:
            del ways[key]
    return ways


def one_day(volunteers: int, *, seats: Ints, ptr: Ints, volunteer: Ints, cost: Ints) -> Problem:
    """Return a problem of one day whose arcs are given and whose seats must all be filled."""
    nobody, nothing = np.zeros(volunteers, np.int64), np.zeros(len(seats), np.int64)
    return Problem(
        volunteer_x=nobody * 1.0, volunteer_y=nobody * 1.0, max_distance=nobody * 1.0,
        qualifications=nobody, availability=nobody, preferred=nobody, recent=nobody,
        weekly_cap=nobody + 1, demand_x=nothing * 1.0, demand_y=nothing * 1.0,
        demand_class=nothing, required=nothing, shift=nothing, seats=seats,
        weight=nothing + NEVER_EMPTY, shift_day=np.zeros(1, np.int64),
        load_cost=np.zeros(7, np.int64), preference_cost=0, recent_cost=0,
        arc_ptr=ptr, arc_volunteer=volunteer, arc_cost=cost,
    ).checked()  # fmt: skip
