"""Order a plan, draw it, pin, leave out, draw again, drop. A draft changes nothing in the city."""

from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import open_job, send
from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.rosters.models import Part, Shift

from ..costs import Costs
from ..models import Pin, Plan

TASK = "tongxin.dispatch.tasks.draw"


class BadPlan(DomainError):
    """A plan covers one to seven days, from today on."""

    status = 422


class NotADraft(DomainError):
    """Only a draft can be changed, sent or dropped."""


@transaction.atomic
def order_plan(
    place: Place, *, first: date, last: date, costs: Costs | None = None, after: Plan | None = None,
    by: Person,
) -> Plan:  # fmt: skip
    """Have a plan drawn for `place` and its days; the job shows how far it is.

    `after`: an earlier plan of the same days whose pins are taken over. Raises `BadPlan`.
    """
    by.must("plan.make", at=place)
    if not timezone.localdate() <= first <= last <= first + timedelta(days=6):
        raise BadPlan(_("A plan covers one to seven days, from today on."))
    job = open_job("dispatch.plan", _("Plan for %(place)s") % {"place": place}, by=by)
    plan: Plan = Plan.objects.create(
        place=place, first_day=first, last_day=last, settings=(costs or Costs()).stored(),
        after=after, job=job, made_by=by,
    )  # fmt: skip
    if after:
        _take_over(after, plan)
    record("plan.ordered", by=by, on=plan, at=place, first=first, last=last,
           costs=asdict(costs or Costs()))  # fmt: skip
    send(TASK, plan=plan.pk)
    return plan


def _take_over(after: Plan, plan: Plan) -> None:
    Pin.objects.bulk_create(
        Pin(plan=plan, kind=pin.kind, person_id=pin.person_id, shift_id=pin.shift_id,
            part_id=pin.part_id, reason=pin.reason, by_id=pin.by_id, at=pin.at)
        for pin in after.pins.all()
    )  # fmt: skip


@transaction.atomic
def pin(
    plan: Plan, person: Person, *, kind: str, shift: Shift | None = None, part: Part | None = None,
    reason: str = "", by: Person,
) -> Pin:  # fmt: skip
    """Fix a pair, forbid one, or leave somebody out; the next drawing obeys. It can be said anew.

    A pair against a gate cannot be fixed: the drawing leaves it out and says so.
    """
    plan = locked_draft(plan, by)
    if (kind == Pin.Kind.OUT) != (shift is None) or kind not in Pin.Kind.values:
        raise BadPlan(_("A pin names its shift; only who is left out altogether has none."))
    if kind == Pin.Kind.MUST and part is None:
        raise BadPlan(_("Say in which role."))
    row, _made = Pin.objects.update_or_create(
        plan=plan, person=person, shift=shift,
        defaults={"kind": kind, "part": part, "reason": reason[:200], "by": by,
                  "at": timezone.now()},
    )  # fmt: skip
    record("plan.pinned", by=by, on=plan, at=plan.place, kind=kind, person=person.pk,
           shift=shift and shift.pk, reason=reason)  # fmt: skip
    return row


@transaction.atomic
def unpin(row: Pin, *, by: Person) -> None:
    """Take a pin back."""
    plan = locked_draft(row.plan, by)
    record("plan.unpinned", by=by, on=plan, at=plan.place, kind=row.kind, person=row.person_id,
           shift=row.shift_id)  # fmt: skip
    row.delete()


@transaction.atomic
def drop_plan(plan: Plan, *, by: Person) -> Plan:
    """Put a draft away; nothing of it was ever sent."""
    plan = locked_draft(plan, by)
    plan.state = Plan.State.DROPPED
    plan.save(update_fields=["state"])
    record("plan.dropped", by=by, on=plan, at=plan.place)
    return plan


def locked_draft(plan: Plan, by: Person) -> Plan:
    """Return the plan fresh and locked. Raises `NotADraft`, `NotAllowed`."""
    found = locked_plan(plan, by)
    if not found.is_draft:
        raise NotADraft(_("This plan is no draft (any more)."))
    return found


def locked_plan(plan: Plan, by: Person) -> Plan:
    """Return the plan fresh and locked, whatever its state. Raises `NotAllowed`."""
    by.must("plan.make", at=plan.place)
    rows = Plan.objects.select_for_update(of=("self",)).select_related("place", "job")
    found: Plan = rows.get(pk=plan.pk)
    return found
