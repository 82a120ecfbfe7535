"""Send a plan: a place is kept for everybody in it, and they are asked. In portions, resumable."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import cancel, finish, is_cancelled, open_job, report, send
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.protection.actions import reserve
from tongxin.rosters.actions import Wanted, ask_team, invite_many
from tongxin.rosters.actions.enrolling import KeptForTeam, NotJoinable
from tongxin.rosters.actions.teaming import TeamFull
from tongxin.rosters.models import Enrolment

from ..kits import worn_at
from ..models import Offer, Placement, Plan, TeamPlacement
from .planning import NotADraft, locked_plan

TASK = "tongxin.dispatch.tasks.send"
PORTION = 400  # pairs in one transaction


@transaction.atomic
def send_plan(plan: Plan, *, by: Person) -> Plan:
    """Have the offers of a draft sent, or the rest of those somebody stopped.

    The job shows how far it is. Raises `NotADraft`.
    """
    plan = locked_plan(plan, by)
    by.must("offer.send", at=plan.place)
    if not plan.may_be_sent:
        raise NotADraft(_("This plan is no draft (any more)."))
    total = plan.not_sent
    plan.job = open_job(
        "dispatch.send", _("Offers for %(place)s") % {"place": plan.place}, by=by, total=total
    )
    plan.state, plan.sent_by, plan.sent_at = Plan.State.SENDING, by, timezone.now()
    plan.save(update_fields=["job", "state", "sent_by", "sent_at"])
    record("plan.sent", by=by, on=plan, at=plan.place, pairs=total)
    send(TASK, plan=plan.pk)
    return plan


def send_now(plan: Plan, *, by: Person) -> int:
    """Send what has not been sent, teams first; return how many offers went out in all.

    Each portion is one transaction: after a crash, or done twice, nobody is asked twice. What a
    gate or another planner took meanwhile is left out and counted. What everybody asked will wear
    is reserved with whoever must supply it (rule 36). Stopped between two portions, what is sent
    stays sent, and the job says how many were not asked.
    """
    if plan.state != Plan.State.SENDING or plan.job is None:
        return plan.offers.count()
    _send_teams(plan, by)
    total = plan.placements.count()
    for done in _portions(plan, by):
        report(plan.job, done, total)
        if done < total and is_cancelled(plan.job):
            return _end(plan, Plan.State.STOPPED)
    return _end(plan, Plan.State.SENT)


@transaction.atomic
def _send_teams(plan: Plan, by: Person) -> None:
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    rows = plan.team_placements.filter(sent=False)
    shifts = []
    for row in rows.select_related("shift__post__place", "shift__post__team", "part", "team"):
        if (asked := _ask(row, by)) is not None:
            Offer.objects.create(enrolment=asked, plan=plan, sent_by=by, metres=row.metres)
            shifts.append(row.shift_id)
    rows.update(sent=True)
    if shifts:
        reserve(worn_at(shifts), plan=str(plan.uid), by=by)


def _ask(row: TeamPlacement, by: Person) -> Enrolment | None:
    """Ask a team; None: it, or the shift, is no longer to be had."""
    try:
        return ask_team(row.shift, part=row.part, team=row.team, heads=row.heads, by=by)
    except (NotJoinable, KeptForTeam, TeamFull):
        return None


def _portions(plan: Plan, by: Person) -> Iterator[int]:
    while some := list(plan.placements.filter(sent=False).order_by("pk")[:PORTION]):
        _send(plan, some, by)
        yield plan.placements.filter(sent=True).count()


@transaction.atomic
def _send(plan: Plan, some: list[Placement], by: Person) -> None:
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    fresh = set(
        plan.placements.filter(pk__in=[row.pk for row in some], sent=False)
        .values_list("pk", flat=True)
    )  # fmt: skip
    some = [row for row in some if row.pk in fresh]
    metres = {(row.shift_id, row.person_id): row.metres for row in some}
    rows = invite_many([Wanted(row.shift_id, row.part_id, row.person_id) for row in some], by=by)
    offers = [
        Offer(enrolment=row, plan=plan, sent_by=by, metres=metres[row.shift_id, row.person_id or 0])
        for row in rows
    ]
    Offer.objects.bulk_create(offers, batch_size=200)
    reserve(worn_at({row.shift_id for row in rows}), plan=str(plan.uid), by=by)
    Placement.objects.filter(pk__in=fresh).update(sent=True)


def _end(plan: Plan, state: str) -> int:
    assert plan.job is not None
    sent, waiting = plan.offers.count(), plan.not_sent
    total = plan.placements.count() + plan.team_placements.count()
    result = {"offers": sent, "left_out": total - waiting - sent}
    if waiting:
        result["not_sent"] = waiting
    Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()
    (cancel if state == Plan.State.STOPPED else finish)(plan.job, result=result)
    return sent
