"""Draw one shift of a plan on the map: docs/images/muster-plan.png."""

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image

import muster
from muster import cities
from muster.plan import Plan
from muster.problem import Bools, Problem

ROOT = Path(__file__).resolve().parents[1]
SATURDAY_MORNING = 15
RANKS = ("I", "II", "III", "IV")
COLOURS = ("#b3261e", "#e08600", "#2b6cb0", "#7a8794")  # priority I to IV


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--volunteers", type=int, default=6000)
    parser.add_argument("--demands", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--tightness", type=float, default=1.3)
    parser.add_argument("--shape", choices=sorted(cities.SHAPES), default="county")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images" / "muster-plan.png")


def run(options: argparse.Namespace) -> int:
    """Plan a small city and draw its Saturday morning."""
    problem = cities.generate(
        options.volunteers, options.demands,
        seed=options.seed, tightness=options.tightness, shape=options.shape,
    ).checked()  # fmt: skip
    draw(problem, muster.solve(problem), options.out)
    print(options.out)
    return 0


def draw(problem: Problem, plan: Plan, out: Path) -> None:
    """Draw who goes where on Saturday morning: lines by priority, rings where seats stay empty."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    today = problem.shift == SATURDAY_MORNING
    stands = today[plan.demand]
    figure, axes = pyplot.subplots(figsize=(8, 8), dpi=100)
    homes = problem.volunteer_x / 1000, problem.volunteer_y / 1000
    axes.plot(*homes, ".", color="#c3ccd5", markersize=1.5, zorder=0, label="volunteers' homes")
    for rank, (weight, colour) in enumerate(zip(cities.WEIGHTS, COLOURS, strict=True)):
        mine = stands & (problem.weight[plan.demand] == weight)
        who, where = plan.volunteer[mine], plan.demand[mine]
        across = np.stack([problem.volunteer_x[who], problem.demand_x[where]]) / 1000
        up = np.stack([problem.volunteer_y[who], problem.demand_y[where]]) / 1000
        axes.plot(across, up, "-", color=colour, linewidth=0.8, zorder=4 - rank)
        axes.plot(across[1], up[1], ".", color=colour, markersize=5, zorder=4 - rank)
        axes.plot([], [], ".-", color=colour, label=f"priority {RANKS[rank]}")
    empty = _empty(problem, plan) & today
    points = problem.demand_x[empty] / 1000, problem.demand_y[empty] / 1000
    axes.plot(*points, "o", color="black", fillstyle="none", label="seats left empty", zorder=6)
    axes.set(aspect="equal", xlabel="km", ylabel="km")
    axes.set_title(
        f"Saturday morning: {stands.sum()} hands in {np.unique(plan.demand[stands]).size} posts, "
        f"{empty.sum()} posts short; plan proven best (gap {plan.gap:.0%})",
        fontsize=10,
    )
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.07), ncol=6, fontsize=7)
    figure.tight_layout()
    drawn = io.BytesIO()
    figure.savefig(drawn)
    pyplot.close(figure)
    # Sixty-four colours are plenty, and a quarter of the bytes.
    Image.open(drawn).convert("RGB").quantize(64).save(out, optimize=True)


def _empty(problem: Problem, plan: Plan) -> Bools:
    """Return which demands have seats nobody fills: bool (D,)."""
    filled = np.bincount(plan.demand, minlength=problem.demands)
    return np.asarray(filled < problem.seats)
