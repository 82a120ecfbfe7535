"""Suggestions: to the centre's desk, with an owner, an answer and a due date."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of, record
from tongxin.moderation.actions import submit
from tongxin.moderation.models import Submission
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Receipt, Suggestion

ANSWER_WITHIN = timedelta(days=7)


class AlreadyAnswered(DomainError):
    """A suggestion is answered once."""


class NoAnswer(DomainError):
    """An answer says something."""

    status = 422


@transaction.atomic
def make_suggestion(
    words: str, *, at: Place, by: Person, author: Person | None = None,
    receipt: Receipt | None = None, made_at: datetime | None = None,
) -> Suggestion:  # fmt: skip
    """Write down how it could be better; `author` is None without an account.

    `made_at`: when it was said, for what a station typed in later; the answer is due from then.
    """
    now = timezone.now()
    said_at = min(made_at or now, now)
    submission = submit(
        words, kind=Submission.Kind.SUGGESTION, author=author,
        author_key=key_of(author or receipt or by), place=at, by=by,
    )  # fmt: skip
    suggestion = Suggestion.objects.create(
        words=submission, author=author, place=at, receipt=receipt,
        made_at=said_at, due_at=said_at + ANSWER_WITHIN,
    )  # fmt: skip
    record("suggestion.made", by=by, on=suggestion, at=at)
    return suggestion


@transaction.atomic
def own_suggestion(suggestion: Suggestion, *, owner: Person, by: Person) -> Suggestion:
    """Say who looks into it."""
    suggestion = _open(suggestion, by)
    suggestion.owner, suggestion.state = owner, Suggestion.State.OWNED
    suggestion.save(update_fields=["owner", "state"])
    if owner.pk != by.pk:
        tell(
            owner,
            subject=gettext_noop("A suggestion is yours to look into"),
            body="%(words)s",
            values={"words": suggestion.words.text},
            about=suggestion,
        )
    record("suggestion.owned", by=by, on=suggestion, at=suggestion.place, owner=key_of(owner))
    return suggestion


@transaction.atomic
def answer_suggestion(suggestion: Suggestion, *, answer: str, by: Person) -> Suggestion:
    """Answer it; the author is told."""
    suggestion = _open(suggestion, by)
    if not answer.strip():
        raise NoAnswer(_("Write the answer first."))
    suggestion.answer, suggestion.answered_at = answer.strip(), timezone.now()
    suggestion.owner = suggestion.owner or by
    suggestion.state = Suggestion.State.ANSWERED
    suggestion.save()
    if suggestion.author:
        tell(
            suggestion.author,
            subject=gettext_noop("Your suggestion has an answer"),
            body="%(answer)s",
            values={"answer": suggestion.answer},
            about=suggestion,
        )
    record("suggestion.answered", by=by, on=suggestion, at=suggestion.place)
    return suggestion


def _open(suggestion: Suggestion, by: Person) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",))
    suggestion = rows.select_related("place", "words", "author", "owner").get(pk=suggestion.pk)
    if suggestion.owner_id != by.pk:
        by.must("suggestion.answer", at=suggestion.place)
    if suggestion.state == Suggestion.State.ANSWERED:
        raise AlreadyAnswered(_("This suggestion has been answered."))
    return suggestion
