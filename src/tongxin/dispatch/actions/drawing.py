"""Draw a plan: read, ask the engine, keep the pairs, the proof and the figures."""

from collections.abc import Iterator

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import cancel, fail, finish, is_cancelled, report
from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..arrays import keep_arrays
from ..costs import Costs
from ..figures import figures_of
from ..models import Placement, Plan, TeamPlacement
from ..problem import Ground, NothingToPlan, read_ground
from ..seen import city_seen
from ..solving import Drawn, solve

STEPS = 4
AT_ONCE = 4000


class _Stopped(Exception):
    """Whoever ordered the plan asked to stop."""


def draw(plan: Plan, *, by: Person) -> Plan:
    """Draw a plan that was ordered; safe to run again after a crash. The job tells how far it is.

    Ends as a draft, as failed with the reason, or as stopped when that was asked.
    """
    if plan.state != Plan.State.DRAWING or plan.job is None:
        return plan
    try:
        _draw(plan, by)
    except _Stopped:
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.STOPPED)
        cancel(plan.job)
    except NothingToPlan as error:
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.FAILED)
        fail(plan.job, str(error))
    plan.refresh_from_db()
    return plan


def _draw(plan: Plan, by: Person) -> None:
    assert plan.job is not None
    _step(plan, 0, _("reading the register and the shifts"))
    seen = city_seen(plan)
    ground = read_ground(
        plan.place, plan.first_day, plan.last_day, costs=Costs.read(plan.settings),
        pins=list(plan.pins.all()),
    )  # fmt: skip
    _step(plan, 1, _("%(hands)s hands, %(seats)s places: who goes where?")
          % {"hands": len(ground.people), "seats": ground.places})  # fmt: skip
    drawn = solve(ground)
    _step(plan, 2, _("counting, and keeping the proof"))
    figures = figures_of(ground, drawn)
    plan.file = keep_arrays(plan, ground, drawn.problem, drawn.answer)
    _step(plan, 3, _("writing %(n)s pairs") % {"n": len(drawn.answer.volunteer)})
    _keep(plan, ground, drawn, figures, seen, by)
    finish(plan.job, result={"plan": plan.pk})


def _step(plan: Plan, done: int, note: str) -> None:
    assert plan.job is not None
    if is_cancelled(plan.job):
        raise _Stopped
    report(plan.job, done, STEPS, note=note)


@transaction.atomic
def _keep(
    plan: Plan, ground: Ground, drawn: Drawn, figures: dict[str, object],
    seen: dict[str, object], by: Person,
) -> None:  # fmt: skip
    """Replace what a killed run may have left; all of it, or nothing."""
    Placement.objects.filter(plan=plan).delete()
    TeamPlacement.objects.filter(plan=plan).delete()
    rows = list(_placements(plan, ground, drawn))
    Placement.objects.bulk_create(rows, batch_size=AT_ONCE)
    teams = TeamPlacement.objects.bulk_create(
        TeamPlacement(
            plan=plan, shift_id=one.block.shift, part_id=one.block.part, team=one.team,
            heads=one.heads, metres=one.metres,
        )
        for one in drawn.teams
    )  # fmt: skip
    plan.state, plan.drawn_at = Plan.State.DRAFT, timezone.now()
    plan.objective, plan.bound = drawn.objective, drawn.bound
    plan.figures, plan.seen = figures, seen
    plan.save(update_fields=["state", "drawn_at", "objective", "bound", "figures", "seen", "file"])
    record("plan.drawn", by=by, on=plan, at=plan.place, pairs=len(rows), teams=len(teams),
           objective=drawn.objective, bound=drawn.bound)  # fmt: skip


def _placements(plan: Plan, ground: Ground, drawn: Drawn) -> Iterator[Placement]:
    problem, answer = drawn.problem, drawn.answer
    x = problem.volunteer_x[answer.volunteer] - problem.demand_x[answer.demand]
    y = problem.volunteer_y[answer.volunteer] - problem.demand_y[answer.demand]
    metres = np.hypot(x, y).astype(np.int64).tolist()
    people = ground.people[answer.volunteer].tolist()
    frozen = set(
        zip(problem.frozen_volunteer.tolist(), problem.frozen_demand.tolist(), strict=True)
    )
    pairs = zip(people, answer.volunteer.tolist(), answer.demand.tolist(), metres, strict=True)
    for person, v, d, way in pairs:
        demand = ground.demands[d]
        yield Placement(
            plan=plan, person_id=person, shift_id=demand.shift, part_id=demand.part, metres=way,
            pinned=(v, d) in frozen,
        )  # fmt: skip
