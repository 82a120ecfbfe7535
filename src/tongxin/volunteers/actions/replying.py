"""Confirm by an answer to the text message: for who has a phone but no use for a page (rule 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.journal.actions import record_many
from tongxin.people.actions import agree_by_message
from tongxin.people.models import ConsentText, Person
from tongxin.vault.sealing import blind_index

from .. import weeks
from ..models import Volunteer
from .registering import join_invited_team, leave, rough

ANSWERS = {  # what one sends back → when one has time
    "1": weeks.ALL, "2": weeks.WORKDAYS, "3": weeks.EVENINGS, "4": weeks.WEEKEND,
}  # fmt: skip
DECLINES = {"0", "否", "不", "N"}
AT_ONCE = 900  # ids in one statement; SQLite takes no more than 999 values


@dataclass
class Answered:
    """What became of the answers: who joined, who declined, which phones meant nobody."""

    joined: list[Volunteer] = field(default_factory=list)
    declined: list[Volunteer] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def take_replies(replies: Mapping[str, str], *, text: ConsentText, by: Person) -> Answered:
    """Take the answers of the invited, {phone as `normalise_phone` returns it: what it sent}.

    The message asked for `text` to be agreed to, and when one has time. Only the phone an
    invitation went to confirms it; who has no identity number or home on the list confirms on the
    page. A minor waits for a guardian as on the page. Twice is once. Raises `TextReplaced`,
    `NotAllowed`.
    """
    phones = {blind_index(phone, kind="phone"): phone for phone in replies}
    invited = {row.person.phone_index: row for row in _invited(phones)}
    for one in invited.values():
        by.must("volunteer.take_reply", at=one.person.seat)
    told, now = Answered(), timezone.now()
    for index, phone in phones.items():
        answer, volunteer = replies[phone].strip().upper(), invited.get(index)
        if volunteer is not None and answer in ANSWERS and volunteer.person.identity_index:
            volunteer.availability = ANSWERS[answer]
            told.joined.append(volunteer)
        elif volunteer is not None and answer in DECLINES:
            told.declined.append(leave(volunteer, by=volunteer.person))
        else:
            told.unknown.append(phone)
    _confirm(told.joined, text, now, by)
    return told


def _invited(phones: Iterable[str]) -> list[Volunteer]:
    rows = Volunteer.objects.select_for_update(of=("self",)).order_by("pk")
    waiting = rows.filter(
        state=Volunteer.State.INVITED, person__phone_index__in=list(phones),
        person__closed_at=None,
    ).exclude(person__phone_index="").exclude(person__home=None)  # fmt: skip
    return list(waiting.select_related("person__home", "invited_for", "invited_by"))


def _confirm(rows: list[Volunteer], text: ConsentText, now: datetime, by: Person) -> None:
    today = timezone.localdate(now)
    agree_by_message([row.person for row in rows], text, by=by)
    for row in rows:
        row.state, row.confirmed_at, row.left_at = _state(row, today), now, None
    _write_alike(rows, now)
    facts = {"by_message": True}
    record_many("volunteer.confirmed", by=by, rows=[(row, row.person.home, facts) for row in rows])
    for row in rows:
        if row.invited_for_id:
            join_invited_team(row, row.person)


def _state(row: Volunteer, today: date) -> str:
    waits = row.person.waits_for_guardian(today)
    return Volunteer.State.APPLIED if waits else Volunteer.State.ACTIVE


def _write_alike(rows: list[Volunteer], now: datetime) -> None:
    """Write what was answered: thousands of answers are alike in a handful of ways."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        if row.latitude is None:
            row.latitude, row.longitude = rough(row.person.home)
            alike["latitude", row.latitude, "longitude", row.longitude].append(row.pk)
        alike["state", row.state, "availability", row.availability].append(row.pk)
    for said, keys in alike.items():
        fields = dict(zip(said[::2], said[1::2], strict=True))
        for start in range(0, len(keys), AT_ONCE):
            some = Volunteer.objects.filter(pk__in=keys[start : start + AT_ONCE])
            some.update(**fields, confirmed_at=now, left_at=None)
