"""A volunteer says a line is wrong; somebody else answers, and puts it right or says why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person

from ..models import Credit, Dispute, Evaluation
from ..rules import rules_in_force
from .books import lock_book
from .correcting import correct
from .refusals import AlreadyCorrected, AlreadyDecided, AlreadyDisputed, NotYours, ReasonNeeded


@dataclass(frozen=True)
class Times:
    """When somebody came and left after all."""

    came_at: datetime
    left_at: datetime
    pauses_minutes: int = 0


@transaction.atomic
def dispute(line: Credit, *, words: str, by: Person) -> Dispute:
    """Say that one's own line is wrong. Twice the same is once.

    Raises `NotYours`, `ReasonNeeded`, `AlreadyDisputed`, `AlreadyCorrected`.
    """
    if line.person_id != by.pk:
        raise NotYours(_("Only the volunteer disputes their own hours."))
    if not (words := words.strip()[:500]):
        raise ReasonNeeded(_("Say in a sentence what is wrong."))
    lock_book(line.person)
    if Credit.objects.filter(corrects=line).exists():
        raise AlreadyCorrected(_("This line was corrected meanwhile; look at the newer one."))
    open_one: Dispute | None = Dispute.objects.open().filter(credit=line).first()
    if open_one is not None:
        if open_one.words == words:
            return open_one
        raise AlreadyDisputed(_("You have said so already; an answer is on its way."))
    now = timezone.now()
    row = Dispute.objects.create(
        credit=line, person=by, words=words, raised_at=now,
        due_at=now + timedelta(days=rules_in_force().answer_days),
    )  # fmt: skip
    record("dispute.raised", by=by, on=row, at=line.place, line=line.pk)
    return row


@transaction.atomic
def withdraw_dispute(row: Dispute, *, by: Person) -> Dispute:
    """Take one's own dispute back. Raises `NotYours`, `AlreadyDecided`."""
    if row.person_id != by.pk:
        raise NotYours(_("Only the volunteer disputes their own hours."))
    row = _locked(row)
    if row.state == Dispute.State.WITHDRAWN:
        return row
    _must_be_open(row)
    row.state = Dispute.State.WITHDRAWN
    row.save(update_fields=["state"])
    record("dispute.withdrawn", by=by, on=row, at=row.credit.place)
    return row


@transaction.atomic
def answer_dispute(row: Dispute, *, answer: str, by: Person, times: Times | None = None) -> Dispute:
    """Answer a dispute: with other `times` the line is corrected, without it stands.

    Answered by neither the volunteer nor who recorded the line. Raises `NotYours`,
    `ReasonNeeded`, `AlreadyDecided`, `NotAllowed`, and what `correct` raises.
    """
    row = _locked(row)
    line = row.credit
    by.must("hours.approve", at=line.place)
    if by.pk in (row.person_id, line.recorder_id):
        raise NotYours(_("Somebody else than who recorded it has to look at this."))
    if not answer.strip():
        raise ReasonNeeded(_("Answer in a sentence; the volunteer reads it."))
    _must_be_open(row)
    if times is not None:
        correct(
            line, came_at=times.came_at, left_at=times.left_at, reason=answer, by=by, dispute=row,
            pauses_minutes=times.pauses_minutes,
        )  # fmt: skip
    row.state = Dispute.State.REJECTED if times is None else Dispute.State.UPHELD
    row.answer, row.answered_by, row.answered_at = answer.strip()[:500], by, timezone.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record("dispute.answered", by=by, on=row, at=line.place, state=row.state, line=line.pk)
    tell(
        row.person, about=row, url=reverse("records:mine"),
        subject=gettext_noop("Your question about your hours is answered: %(title)s"),
        body=gettext_noop("%(answer)s"), values={"title": line.title, "answer": row.answer},
    )  # fmt: skip
    return row


def _locked(row: Dispute) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",))
    found: Dispute = rows.select_related("credit__place", "person").get(pk=row.pk)
    return found


def _must_be_open(row: Dispute) -> None:
    if row.state != Dispute.State.OPEN:
        raise AlreadyDecided(_("Somebody has decided on it already."))


@transaction.atomic
def evaluate(line: Credit, *, grade: str, by: Person, words: str = "") -> Evaluation:
    """Say how a service was done: its principal, or the desk; once. Never one's own.

    Raises `NotYours`, `AlreadyDecided`, `NotAllowed`.
    """
    if line.principal_id != by.pk:
        by.must("hours.evaluate", at=line.place)
    if line.person_id == by.pk:
        raise NotYours(_("Nobody evaluates themselves."))
    lock_book(line.person)
    known: Evaluation | None = Evaluation.objects.filter(credit=line).first()
    if known is not None:
        if (known.grade, known.by_id) == (grade, by.pk):
            return known
        raise AlreadyDecided(_("It is evaluated already."))
    row = Evaluation(credit=line, grade=grade, words=words.strip()[:300], by=by)
    row.full_clean()
    row.save(force_insert=True)
    record("hours.evaluated", by=by, on=line, at=line.place, grade=grade)
    return row
