"""Try the engine without the platform.

python -m muster generate --volunteers 1200 --demands 400 --seed 1 --tightness 1.0 problem.npz
python -m muster solve problem.npz --out plan.npz --deadline 10
python -m muster verify problem.npz plan.npz
python -m muster bench
"""

import argparse
import sys
import time
import zipfile
from pathlib import Path

import muster
from muster import bench, cities, verify
from muster.plan import GAP_CEILING, Plan
from muster.problem import BadProblem


def main(words: list[str] | None = None) -> int:
    """Run one command; 0 is done, 1 is a plan with faults, 2 is a question that makes no sense."""
    options = _parser().parse_args(words)
    try:
        return int(options.run(options))
    except (BadProblem, BadPlan, FileNotFoundError) as refusal:
        print(f"muster: {refusal}", file=sys.stderr)
        return 2


class BadPlan(ValueError):
    """The file holds no plan."""


def generate(options: argparse.Namespace) -> int:
    """Draw a city and write it to a file."""
    problem = cities.generate(
        options.volunteers, options.demands,
        seed=options.seed, tightness=options.tightness, shape=options.shape,
    )  # fmt: skip
    muster.save(problem, options.out)
    print(
        f"{options.out}: {problem.volunteers} volunteers, {problem.demands} demands, "
        f"{problem.seats.sum()} seats"
    )
    return 0


def solve(options: argparse.Namespace) -> int:
    """Plan a problem and write the plan with its certificate."""
    problem = muster.load(options.problem)
    began, spent = time.perf_counter(), time.process_time()
    plan = muster.solve(problem, deadline_s=options.deadline)
    wall, spent = time.perf_counter() - began, time.process_time() - spent
    plan.save(options.out)
    seats = int(problem.seats.sum())
    print(
        f"{options.out}: {plan.volunteer.size} of {seats} seats filled, "
        f"objective {plan.objective}, bound {plan.bound}, gap {plan.gap:.6%}, "
        f"{'certified' if plan.certified else 'NOT CERTIFIED'} "
        f"({wall:.2f} s, CPU {spent:.2f} s)"
    )
    return 0


def check(options: argparse.Namespace) -> int:
    """Check a plan without the engine: eligibility, caps, objective, bound."""
    problem, plan = muster.load(options.problem), _plan(options.plan)
    verdict = verify.verify(problem, plan)
    for fault in verdict.faults:
        print(f"fault: {fault}")
    if verdict.faults:
        return 1
    proven = "certified" if verdict.gap <= GAP_CEILING else "NOT CERTIFIED"
    print(
        f"sound: {plan.volunteer.size} pairs, objective {verdict.objective}, "
        f"bound {verdict.bound}, gap {verdict.gap:.6%}, {proven}"
    )
    return 0


def _plan(path: Path) -> Plan:
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        return Plan.load(path)
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise BadPlan(f"{path}: {error}") from error


def _many(word: str) -> int:
    if not 1 <= int(word) <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and ten million")
    return int(word)


def _ratio(word: str) -> float:
    if not 0 < float(word) <= 100:
        raise argparse.ArgumentTypeError("above 0, at most 100")
    return float(word)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m muster", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    below = parser.add_subparsers(required=True)
    command = below.add_parser("generate", help="draw a city and write it to a file")
    command.add_argument("--volunteers", type=_many, default=120_000)
    command.add_argument("--demands", type=_many, default=40_000)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--tightness", type=_ratio, default=1.0, help="seats, times this")
    command.add_argument("--shape", choices=sorted(cities.SHAPES), default="county")
    command.add_argument("out", type=Path)
    command.set_defaults(run=generate)
    command = below.add_parser("solve", help="plan a problem, with a certificate")
    command.add_argument("problem", type=Path)
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--deadline", type=float, help="seconds; the best plan by then")
    command.set_defaults(run=solve)
    command = below.add_parser("verify", help="check a plan without the engine")
    command.add_argument("problem", type=Path)
    command.add_argument("plan", type=Path)
    command.set_defaults(run=check)
    command = below.add_parser("bench", help="measure against greedy and general solvers")
    bench.add_arguments(command)
    command.set_defaults(run=lambda options: bench.run(options, print))
    return parser


if __name__ == "__main__":
    sys.exit(main())
