"""The second look."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Submission
from .refusals import (
    AlreadyDecided,
    CannotAppeal,
    NothingWritten,
    OwnSubmission,
    ReasonMissing,
    SamePerson,
)
from .submitting import must_be_author
from .telling import locked, tell_author

State = Submission.State


@transaction.atomic
def appeal(submission: Submission, *, words: str, by: Person, author_key: str = "") -> Submission:
    """Ask for a second look, once. Raises `CannotAppeal`, `NothingWritten`, `NotAllowed`.

    For an author without an account the caller has checked that the asker holds `author_key`.
    """
    must_be_author(submission, by=by, author_key=author_key)
    if not words.strip():
        raise NothingWritten(_("Please write why you think it should be shown."))
    submission = locked(submission)
    if not submission.may_be_appealed:
        raise CannotAppeal(_("A second look can be asked for once, after a refusal."))
    submission.state, submission.appealed_at = State.APPEALED, timezone.now()
    submission.appeal_words = words.strip()
    submission.save(update_fields=["state", "appealed_at", "appeal_words"])
    record("submission.appealed", by=by, on=submission, at=submission.place)
    return submission


@transaction.atomic
def decide_appeal(submission: Submission, *, verdict: str, reason: str, by: Person) -> Submission:
    """Show the text after all ("passed") or stay with the refusal ("upheld"); tell the author.

    Raises `SamePerson`, `OwnSubmission`, `AlreadyDecided`, `ReasonMissing`, `NotAllowed`.
    """
    by.must("moderation.appeal", at=submission.place)
    submission = locked(submission)
    if submission.state != State.APPEALED:
        raise AlreadyDecided(_("Somebody else has decided this meanwhile."))
    if submission.decided_by_id == by.pk:
        raise SamePerson(_("You refused it: somebody else must answer the appeal."))
    if submission.author_id == by.pk:
        raise OwnSubmission(_("Somebody else must decide about what you wrote yourself."))
    if not reason.strip():
        raise ReasonMissing(_("Please say why, so that the author can understand it."))
    if verdict not in {State.PASSED, State.UPHELD}:
        raise ValueError(f"{verdict} is not an answer to an appeal")
    submission.state, submission.appeal_reason = State(verdict), reason.strip()[:300]
    submission.appeal_decided_by, submission.appeal_decided_at = by, timezone.now()
    submission.save(
        update_fields=["state", "appeal_reason", "appeal_decided_by", "appeal_decided_at"]
    )
    granted = verdict == State.PASSED
    subject = GRANTED_SUBJECT if granted else UPHELD_SUBJECT
    body = GRANTED_BODY if granted else UPHELD_BODY
    tell_author(submission, subject=subject, body=body, reason=reason)
    record(
        "submission.appeal_granted" if granted else "submission.appeal_refused",
        by=by, on=submission, at=submission.place, reason=submission.appeal_reason,
    )  # fmt: skip
    return submission


GRANTED_SUBJECT = gettext_noop("You were right: what you wrote is shown now")
GRANTED_BODY = gettext_noop("“%(text)s” is shown to others now. Answer: %(reason)s.")
UPHELD_SUBJECT = gettext_noop("Your appeal was answered")
UPHELD_BODY = gettext_noop("“%(text)s” stays hidden from others. Answer: %(reason)s.")
