"""Hours no door saw: told with a proof, decided by a second person (rule 40)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.moderation.pictures import PictureRefused, reencode
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Credit, MakeUp
from ..rules import Rules, rules_in_force
from .books import lock_book, write_line
from .crediting import day_of, reckon_for, who
from .refusals import (
    AlreadyDecided,
    CountedAlready,
    NotYours,
    ProofNeeded,
    ReasonNeeded,
    TooLate,
    TooMuch,
)

MOST_PROOF = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Told:
    """What somebody says was served, and what proves it. `uid`: sent twice is once."""

    title: str
    place: Place
    content: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    client: str = ""
    service_class: str = ""
    proof_words: str = ""
    uid: UUID | None = None


@transaction.atomic
def ask_make_up(
    person: Person, told: Told, *, by: Person, proof: IO[bytes] | None = None
) -> MakeUp:
    """Enter hours that were served without check-in; they count once a second person agrees.

    Raises `ProofNeeded`, `TooMuch`, `TooLate`, `NotAllowed`.
    """
    if by.pk != person.pk:
        by.must("hours.enter", at=told.place)
    known = MakeUp.objects.filter(uid=told.uid, entered_by=by).first() if told.uid else None
    if known is not None:
        made: MakeUp = known
        return made
    if proof is None and not told.proof_words.strip():
        raise ProofNeeded(_("Say who saw it or which list shows it, or add a picture of that."))
    _check_time(told, rules_in_force())
    row = MakeUp(
        uid=told.uid or uuid4(), person=person, entered_by=by, title=told.title[:120],
        place=told.place, content=told.content[:500], client=told.client[:120],
        service_class=told.service_class, starts_at=told.starts_at, ends_at=told.ends_at,
        minutes=told.minutes, proof_words=told.proof_words.strip()[:500],
    )  # fmt: skip
    if proof is not None:
        file = _proof(proof)
        row.proof.save(str(file.name), file, save=False)
    row.save(force_insert=True)
    record("make_up.asked", by=by, on=row, at=told.place, minutes=told.minutes)
    return row


def _check_time(told: Told, rules: Rules) -> None:
    now, lasted = timezone.now(), told.ends_at - told.starts_at
    if not timedelta(0) < timedelta(minutes=told.minutes) <= lasted:
        raise TooMuch(_("Between one minute and as long as the activity lasted."))
    if told.minutes > rules.daily_minutes or lasted > timedelta(hours=24):
        raise TooMuch(
            _("No more than %(n)s hours count in a day; enter each day by itself.")
            % {"n": rules.daily_minutes // 60}
        )
    if told.ends_at > now:
        raise TooMuch(_("What is not over yet cannot be made up."))
    if now - told.ends_at > timedelta(days=rules.make_up_days):
        raise TooLate(
            _("Hours are made up within %(n)s days of the activity.") % {"n": rules.make_up_days}
        )


def _proof(upload: IO[bytes]) -> "ContentFile[bytes]":
    upload.seek(0)
    head = upload.read(5)
    if head != b"%PDF-":
        try:
            return reencode(upload)
        except PictureRefused as error:
            raise ProofNeeded(_("Only PDF files and pictures can be a proof.")) from error
    body = head + upload.read(MOST_PROOF)
    if len(body) > MOST_PROOF:
        raise ProofNeeded(_("The file is larger than %(n)s MB.") % {"n": MOST_PROOF // 1024**2})
    return ContentFile(body, name=f"{uuid4().hex}.pdf")


@transaction.atomic
def approve_make_up(row: MakeUp, *, by: Person) -> MakeUp:
    """Let made-up hours count: at most the activity's time that no other line counts.

    Twice is once. Raises `NotYours`, `AlreadyDecided`, `CountedAlready`, `NotAllowed`.
    """
    row, book = _to_decide(row, by), lock_book(row.person)
    if row.state == MakeUp.State.APPROVED:
        return row
    if row.state != MakeUp.State.WAITING:
        raise AlreadyDecided(_("Somebody has decided on it already."))
    rules, window = rules_in_force(), (row.starts_at, row.ends_at)
    counts = reckon_for(row.person, window, window, 0, rules)
    minutes = min(row.minutes, counts.minutes)
    if not minutes:
        raise CountedAlready(_("This time counts already in another line, or the day is full."))
    line = Credit(
        kind=Credit.Kind.MADE_UP, person=row.person, **who(row.person),
        occasion=f"makeup:{row.pk}", title=row.title, place=row.place, where=row.place.name,
        content=row.content, client=row.client, service_class=row.service_class,
        starts_at=row.starts_at, ends_at=row.ends_at, came_at=row.starts_at, left_at=row.ends_at,
        served_from=row.starts_at, served_until=row.ends_at, day=day_of(row.starts_at),
        minutes=minutes, change=minutes, flags=sorted({"made_up", *counts.flags}), principal=by,
        recorder=row.entered_by, rules=rules.number,
    )  # fmt: skip
    write_line(book, line, rules)
    row.state, row.credit = MakeUp.State.APPROVED, line
    return _decided(row, by, "make_up.approved", minutes=minutes)


@transaction.atomic
def refuse_make_up(row: MakeUp, *, reason: str, by: Person) -> MakeUp:
    """Do not accept made-up hours, and say why. Raises as `approve_make_up`, `ReasonNeeded`."""
    row = _to_decide(row, by)
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the volunteer is told."))
    if row.state == MakeUp.State.REFUSED:
        return row
    if row.state != MakeUp.State.WAITING:
        raise AlreadyDecided(_("Somebody has decided on it already."))
    row.state, row.refused_because = MakeUp.State.REFUSED, reason.strip()[:300]
    return _decided(row, by, "make_up.refused", reason=row.refused_because)


def _to_decide(row: MakeUp, by: Person) -> MakeUp:
    by.must("hours.approve", at=row.place)
    rows = MakeUp.objects.select_for_update(of=("self",)).select_related("person", "place")
    row = rows.get(pk=row.pk)
    if by.pk in (row.person_id, row.entered_by_id):
        raise NotYours(_("A second person decides: neither who entered it nor whose hours it are."))
    return row


def _decided(row: MakeUp, by: Person, verb: str, **facts: Any) -> MakeUp:
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "credit", "decided_by", "decided_at", "refused_because"])
    record(verb, by=by, on=row, at=row.place, **facts)
    approved = row.state == MakeUp.State.APPROVED
    tell(
        row.person,
        subject=gettext_noop("Your made-up hours count: %(title)s")
        if approved
        else gettext_noop("Your made-up hours were not accepted: %(title)s"),
        body="" if approved else gettext_noop("Reason: %(reason)s"),
        values={"title": row.title, "reason": row.refused_because},
        about=row,
        url=reverse("records:mine"),
    )
    return row
