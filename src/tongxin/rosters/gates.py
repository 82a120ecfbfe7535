"""Ask `clearance` about a shift: what the shift requires, and what else the person stands in.

No rule is here. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tongxin.clearance.crowd import Crowd
from tongxin.clearance.gates import crowd_of, refusals_in
from tongxin.clearance.requirement import Busy, Refusal, Requirement
from tongxin.volunteers.models import Volunteer
from tongxin.web.questions import Question

from .models import Enrolment, Part, Post, Shift

AROUND = timedelta(days=8)  # a calendar week, and a night's rest, around any shift


def requirement_of(shift: Shift, part: Part) -> Requirement:
    """Return what standing in `part` of the shift requires; post and place are loaded already."""
    return requirement_at(shift.post, part, shift.starts_at, shift.ends_at)


def requirement_at(post: Post, part: Part, starts_at: datetime, ends_at: datetime) -> Requirement:
    """Return what standing in `part` of the post requires at a time; the place is loaded."""
    point = post.point or (None, None)
    return Requirement(
        starts_at=starts_at, ends_at=ends_at, path=post.place.path,
        latitude=point[0], longitude=point[1], service_class=post.service_class_id,
        kind=post.kind, risky=post.is_risky, needs_insurance=post.needs_insurance,
        qualifications=frozenset(filter(None, [part.qualification_id])),
        unit=post.unit_only_id, offline=post.is_offline,
        across_towns=post.across_towns_by_id is not None,
    )  # fmt: skip


def busy_of(
    people: Iterable[int], since: datetime, until: datetime, *, without: Iterable[int] = ()
) -> dict[int, list[Busy]]:
    """Return per person the shifts they hold around that time; one query.

    `without`: enrolments that are about to be given away.
    """
    keys, apart = list(people), list(without)
    if len(keys) == 1 and len(apart) <= 1:
        rows = BUSY.ask(until + AROUND, since - AROUND, *keys, *apart or [0])
    else:
        rows = list(
            _busy(until + AROUND, since - AROUND).filter(person__in=keys).exclude(pk__in=apart)
        )
    found: dict[int, list[Busy]] = defaultdict(list)
    for person, shift, starts_at, ends_at, title in rows:
        found[person].append(_told(shift, starts_at, ends_at, title))
    return found


def _busy(before: datetime, after: datetime) -> Any:
    rows = Enrolment.objects.filter(
        state__in=["joined", "invited"], shift__state=Shift.State.OPEN,
        shift__starts_at__lt=before, shift__ends_at__gt=after,
    )  # fmt: skip
    columns = ("person", "shift", "shift__starts_at", "shift__ends_at", "shift__post__title")
    return rows.values_list(*columns)


BUSY = Question(
    lambda before, after, person, without: (
        _busy(before, after).filter(person=person).exclude(pk=without)
    ),
    datetime, datetime, int, int,
)  # fmt: skip


def busy_between(since: datetime, until: datetime) -> dict[int, list[Busy]]:
    """Return what everybody is busy with around that time, by person; two queries."""
    shifts = Shift.objects.filter(
        state=Shift.State.OPEN, starts_at__lt=until + AROUND, ends_at__gt=since - AROUND
    )
    rows = Enrolment.objects.holding().filter(shift__in=shifts.values("pk")).exclude(person=None)
    taken = shifts.filter(pk__in=rows.values("shift")).select_related("post")
    held = {shift.pk: busy(shift) for shift in taken}
    found: dict[int, list[Busy]] = defaultdict(list)
    for person, shift in rows.order_by().values_list("person", "shift").iterator(chunk_size=20_000):
        if shift in held:
            found[person].append(held[shift])
    return found


def busy(shift: Shift) -> Busy:
    """Return the shift as something that keeps a person busy, named as people read it."""
    return _told(shift.pk, shift.starts_at, shift.ends_at, shift.post.title)


def _told(key: int, starts_at: datetime, ends_at: datetime, title: str) -> Busy:
    url = reverse("rosters:shift", args=[key])
    return Busy(starts_at=starts_at, ends_at=ends_at, name=title, url=url)


def asked_of(
    volunteer: Volunteer,
    pairs: Sequence[tuple[Shift, Part]],
    *,
    without: Iterable[int] = (),
) -> tuple[Crowd, list[Requirement]]:
    """Return the volunteer as a crowd of one, and what each (shift, part) requires."""
    asked = [requirement_of(shift, part) for shift, part in pairs]
    return crowd_for(volunteer.person_id, asked, without=without), asked


def crowd_for(person: int, asked: Sequence[Requirement], *, without: Iterable[int] = ()) -> Crowd:
    """Return a person as a crowd of one (or of none, for who is not in the register).

    It knows what keeps them busy around what is asked.
    """
    since = min((one.starts_at for one in asked), default=timezone.now())
    until = max((one.ends_at for one in asked), default=since)
    held = busy_of([person], since, until, without=without)
    return crowd_of(person, asked, held.get(person, []))


def refusals_of(
    volunteer: Volunteer, shift: Shift, part: Part, *, without: Iterable[int] = ()
) -> list[Refusal]:
    """Return why this volunteer may not stand there; nothing: they may."""
    one, asked = asked_of(volunteer, [(shift, part)], without=without)
    return refusals_in(one, asked[0])
