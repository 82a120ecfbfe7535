"""Take back the decision of a moment ago: undo, rather than "are you sure"."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.people.models import Person

from ..models import Decision, Need, Proposal, Step
from .informing import inform
from .moving import Limits, lock, move

UNDO_SECONDS = 60
GRACE_SECONDS = 5  # for the way from the button to here
UNDOABLE = {Need.State.LISTED, Need.State.REFERRED, Need.State.REJECTED}


class TooLateToUndo(DomainError):
    """The minute is over, or somebody has gone on from there."""


@transaction.atomic
def undo_decisions(needs: Iterable[Need], *, by: Person) -> list[Need]:
    """Put needs back in the queue that `by` decided within the last minute. All or none.

    Raises `TooLateToUndo`, `NotAllowed`.
    """
    rows, now = lock(needs), timezone.now()
    _check(rows, by, now)
    urgencies = dict(Proposal.objects.filter(need__in=rows).values_list("need", "urgency"))
    for need in rows:
        need.route, need.platform, need.service_class, need.refer_to = "", None, None, ""
        need.reason, need.public_words = "", ""
        need.urgency = urgencies.get(need.pk, need.urgency)
    move(rows, to=Need.State.PENDING, verb="need.undone", by=by)
    _wait_as_long_as_before(rows)
    latest = Decision.objects.filter(need__in=rows, by=by, undone_at=None)
    latest.filter(at__gte=now - timedelta(seconds=UNDO_SECONDS + GRACE_SECONDS)).update(
        undone_at=now, differs=False
    )
    inform(rows, subject=gettext_noop("Your request %(code)s is being looked at once more"))
    return rows


def _wait_as_long_as_before(rows: list[Need]) -> None:
    """Give back the place in the queue: what was undone has waited since it came."""
    steps = Step.objects.filter(need__in=rows, state=Need.State.PENDING).order_by("-at", "-pk")
    began = {step.need_id: step.at for step in steps}  # the first of them wins
    limits = Limits(Need.State.PENDING)
    for need in rows:
        need.state_since = began.get(need.pk, need.state_since)
        need.due_at = limits.due_at(need, need.state_since)
    Need.objects.bulk_update(rows, ["state_since", "due_at"], batch_size=200)


def _check(rows: list[Need], by: Person, now: datetime) -> None:
    last = {step.need_id: step for step in Step.objects.filter(need__in=rows)}  # oldest first
    earliest = now - timedelta(seconds=UNDO_SECONDS + GRACE_SECONDS)
    for need in rows:
        by.must("need.triage", at=need.place)
        step = last.get(need.pk)
        mine = step is not None and step.by_id == by.pk and step.at >= earliest
        if need.state not in UNDOABLE or not mine:
            raise TooLateToUndo(
                _("“%(need)s” can no longer be taken back. Open it to correct it.") % {"need": need}
            )
