"""Take in what residents write, and let them take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotAllowed
from tongxin.journal.actions import key_of, record, record_many
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.places.models import Place

from .. import lexicon
from ..models import SensitiveWord, Submission
from .refusals import NothingWritten
from .telling import alarm, locked

State, Severity = Submission.State, Submission.Severity


def current_words() -> lexicon.Lexicon:
    """Return today's list, ready; built again when somebody changed it."""
    return _words(SensitiveWord.objects.version())


def words_in(text: str) -> list[lexicon.Flag]:
    """Return what today's list finds in `text`: to try it out."""
    return current_words().flags(text)


@lru_cache(maxsize=2)
def _words(_version: tuple[int, Any]) -> lexicon.Lexicon:
    return lexicon.build(SensitiveWord.objects.values_list("word", "kind", "action"))


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a resident wrote.

    `author` is None for residents without an account: then `author_key` ("need:5") says whose
    it is.
    """

    text: str
    kind: str
    author: Person | None = None
    author_key: str = ""
    author_name: str = ""
    place: Place
    url: str = ""


def submit(text: str, *, by: Person, **parts: Any) -> Submission:
    """Put what a resident wrote into the queue; nothing is public before it passed.

    Parts as in `Text`. Raises `NothingWritten`.
    """
    return submit_many([Text(text=text, **parts)], by=by)[0]


@transaction.atomic
def submit_many(texts: Sequence[Text], *, by: Person) -> list[Submission]:
    """Put texts into the queue, as many queries as for one. Raises `NothingWritten`."""
    if not all(text.text.strip() for text in texts):
        raise NothingWritten(_("Please write something first."))
    words = current_words()
    rows = [_submission(text, words.flags(text.text), by) for text in texts]
    Submission.objects.bulk_create(rows, batch_size=500)
    record_many(
        "submission.made", by=by,
        rows=[(row, row.place, {"kind": row.kind, "flags": len(row.flags)}) for row in rows],
    )  # fmt: skip
    for row in rows:
        if any(flag["kind"] == "danger" and flag["action"] == "hold" for flag in row.flags):
            alarm(row)
        if row.author is not None and not row.flags and _is_trusted(row.author):
            _pass_by_trust(row)
    return rows


def _submission(text: Text, flags: list[lexicon.Flag], by: Person) -> Submission:
    held = any(flag.action == "hold" for flag in flags)
    return Submission(
        kind=Submission.Kind(text.kind),
        text=text.text.strip("\n\r\t "),
        author=text.author,
        author_key=text.author_key or key_of(text.author or by),
        author_name=text.author_name or (text.author.public_name if text.author else ""),
        place=text.place,
        url=text.url,
        severity=Severity.HELD if held else Severity.FLAGGED if flags else Severity.CLEAN,
        flags=[flag.row() for flag in flags],
    )


def _is_trusted(author: Person) -> bool:
    """Whether the city passes this author's clean texts unseen; off while the setting is 0."""
    if not settings.MODERATION_TRUST_AFTER:
        return False
    decided = Submission.objects.written_by(author).exclude(decided_at=None)
    recent = list(
        decided.order_by("-decided_at", "-pk").values_list("state", flat=True)[
            : settings.MODERATION_TRUST_AFTER
        ]
    )
    return len(recent) == settings.MODERATION_TRUST_AFTER and set(recent) == {State.PASSED}


def _pass_by_trust(submission: Submission) -> None:
    by = robot("moderation")
    submission.state, submission.decided_by, submission.decided_at = (
        State.PASSED,
        by,
        timezone.now(),
    )
    submission.save(update_fields=["state", "decided_by", "decided_at"])
    record("submission.passed", by=by, on=submission, at=submission.place, trusted=True)


@transaction.atomic
def withdraw(submission: Submission, *, by: Person, author_key: str = "") -> Submission:
    """Let the author take the text back; twice is once."""
    must_be_author(submission, by=by, author_key=author_key)
    submission = locked(submission)
    if submission.state != State.WITHDRAWN:
        submission.state = State.WITHDRAWN
        submission.save(update_fields=["state"])
        record("submission.withdrawn", by=by, on=submission, at=submission.place)
    return submission


def must_be_author(submission: Submission, *, by: Person, author_key: str) -> None:
    own = submission.author_id is not None and submission.author_id == by.pk
    proved = submission.author_id is None and author_key == submission.author_key
    if not (own or proved):
        raise NotAllowed(_("Only its author may do this."))
