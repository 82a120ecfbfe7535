"""Decide what is shown, one text or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person

from ..models import Submission
from .refusals import AlreadyDecided, LookAtEachAlone, OwnSubmission, ReasonMissing
from .telling import locked, tell_author

State, Severity = Submission.State, Submission.Severity


@dataclass(frozen=True)
class Decided:
    """What a bulk decision did."""

    done: list[Submission]
    too_late: list[int]  # keys of those somebody else had decided meanwhile


@transaction.atomic
def decide(
    submissions: Sequence[Submission], *, verdict: str, reason: str = "", by: Person
) -> Decided:
    """Pass or refuse waiting texts, with one reason; tell who was refused why.

    Those somebody else decided meanwhile stay as they are and are named. Raises `AlreadyDecided`
    when none is left, `ReasonMissing`, `LookAtEachAlone`, `OwnSubmission`, `NotAllowed`.
    """
    _must_everywhere("moderation.decide", submissions, by=by)
    keys = [submission.pk for submission in submissions]
    found = list(
        Submission.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("place", "author__home")
        .order_by("pk")
    )
    todo = [submission for submission in found if submission.is_waiting]
    _check_verdict(todo, verdict=State(verdict), reason=reason, by=by)
    now = timezone.now()
    for submission in todo:
        submission.state, submission.reason = State(verdict), reason.strip()[:300]
        submission.decided_by, submission.decided_at = by, now
    Submission.objects.bulk_update(
        todo, ["state", "reason", "decided_by", "decided_at"], batch_size=500
    )
    for submission in todo if verdict == State.REFUSED else []:
        tell_author(submission, subject=REFUSED_SUBJECT, body=REFUSED_BODY, reason=reason)
    record_many(
        f"submission.{verdict}",
        by=by,
        rows=[(row, row.place, {"reason": row.reason} if row.reason else {}) for row in todo],
    )
    return Decided(todo, [row.pk for row in found if row not in todo])


REFUSED_SUBJECT = gettext_noop("What you wrote is not shown")
REFUSED_BODY = gettext_noop(
    "“%(text)s” is not shown to others. Reason: %(reason)s. "
    "If you think this is wrong, ask for a second look; somebody else will decide."
)


def _check_verdict(
    todo: list[Submission], *, verdict: Submission.State, reason: str, by: Person
) -> None:
    if verdict not in {State.PASSED, State.REFUSED}:
        raise ValueError(f"{verdict} is not a verdict")
    if not todo:
        raise AlreadyDecided(_("Somebody else has decided this meanwhile."))
    if verdict == State.REFUSED and not reason.strip():
        raise ReasonMissing(_("Please say why, so that the author can understand it."))
    if any(submission.author_id == by.pk for submission in todo):
        raise OwnSubmission(_("Somebody else must decide about what you wrote yourself."))
    held = any(submission.severity == Severity.HELD for submission in todo)
    if verdict == State.PASSED and len(todo) > 1 and held:
        raise LookAtEachAlone(
            _("Some of these are held: open and pass each of them alone, or leave them out.")
        )


def _must_everywhere(power: str, submissions: Sequence[Submission], *, by: Person) -> None:
    places = {submission.place_id: submission.place for submission in submissions}
    for place in places.values():
        by.must(power, at=place)


@transaction.atomic
def return_to_queue(submission: Submission, *, by: Person) -> Submission:
    """Undo a decision that nobody appealed: it waits again and is hidden until then."""
    by.must("moderation.decide", at=submission.place)
    submission = locked(submission)
    if submission.state not in {State.PASSED, State.REFUSED} or submission.appealed_at:
        raise AlreadyDecided(_("This decision can no longer be taken back here."))
    was = submission.state
    submission.state, submission.reason = State.WAITING, ""
    submission.decided_by = submission.decided_at = None
    submission.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record("submission.returned", by=by, on=submission, at=submission.place, was=was)
    return submission
