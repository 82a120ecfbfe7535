"""What happens in a month of duty, hour by hour: everything by the actions people and jobs use."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from . import month_desk
from .month_stage import Month

Event = tuple[Any, int, Callable[[], Any]]
MINUTE = timedelta(minutes=1)
TURN = count()  # of two things at the same moment the one said first is first


def live(month: Month) -> None:
    """Let the month pass."""
    for number in range(month.days):
        day = month.first + timedelta(days=number)
        events: list[Event] = []
        _plan_day(month, events, day)
        while events:
            moment, _turn, deed = heapq.heappop(events)
            month.clock.move_to(moment)
            deed()


def _at(events: list[Event], moment: Any, deed: Callable[[], Any]) -> None:
    heapq.heappush(events, (moment, next(TURN), deed))


def _plan_day(month: Month, events: list[Event], day: date) -> None:
    shifts = _shifts_of(month, day)
    _at(events, month.at(day, 5), lambda: _sign_up(month, shifts))
    _at(events, month.at(day, 6), lambda: _declare(month, shifts))
    _at(events, month.at(day, 6.5), lambda: month_desk.answer_offers(month))
    _at(events, month.at(day, 7.25), lambda: _hand_out(month, events, shifts))
    for moment in (9.75, 14.75):
        _at(events, month.at(day, moment), lambda: month_desk.look(month))
    for moment in (8.6, 13.6):
        _at(events, month.at(day, moment), lambda: month_desk.note_absences(month))
    for moment in (11.6, 16.6):
        _at(events, month.at(day, moment), lambda: month_desk.close(month))
    _at(events, month.at(day, 19), lambda: _give_back(month, shifts))
    _at(events, month.at(day, 20), lambda: month_desk.evening(month, day))


def _shifts_of(month: Month, day: date) -> list[Any]:
    from tongxin.rosters.models import Shift

    since = month.at(day, 0)
    rows = Shift.objects.filter(
        post__in=[post.pk for post in month.posts], state="open", starts_at__gte=since,
        starts_at__lt=since + timedelta(days=1),
    )  # fmt: skip
    return list(
        rows.select_related(
            "post__place__parent", "post__site", "post__request__unit", "post__team"
        ).order_by("starts_at", "pk")
    )


def _standing(shift: Any) -> Iterator[Any]:
    from tongxin.rosters.models import Enrolment

    rows = Enrolment.objects.filter(shift=shift, state="joined").exclude(person=None)
    for row in rows.select_related("person__home", "part").order_by("pk"):
        row.shift = shift
        yield row


def _sign_up(month: Month, shifts: list[Any]) -> None:
    from tongxin.rosters.actions import join

    for shift in shifts:
        wanted = shift.post.parts.get().maximum
        for person in month.chance.sample(month.people, min(wanted + 1, len(month.people))):
            month.does("join", join, shift, by=person)


def _declare(month: Month, shifts: list[Any]) -> None:
    from tongxin.protection.actions import declare_health
    from tongxin.protection.health import Answers

    for shift in shifts:
        for row in list(_standing(shift)):
            if month.luck(0.06):
                continue  # says nothing before the door asks
            warm = "37.6" if month.luck(0.03) else "36.4"
            month.does("declare", declare_health, row.person, Answers(Decimal(warm)), by=row.person)
    month_desk.carry(month)


def _hand_out(month: Month, events: list[Event], shifts: list[Any]) -> None:
    """Issue the kits, and decide how the day of everybody who stands in it goes."""
    for shift in shifts:
        for row in list(_standing(shift)):
            if not month.luck(0.04):
                month_desk.issue(month, row)
            _plan_duty(month, events, row)


def _plan_duty(month: Month, events: list[Event], row: Any) -> None:
    shift, chance = row.shift, month.chance
    if month.luck(0.06):
        return  # does not come
    late = chance.randint(15, 90) if month.luck(0.12) else -chance.randint(1, 25)
    came = shift.starts_at + late * MINUTE
    _at(events, came, lambda: _come(month, events, row))


def _come(month: Month, events: list[Event], row: Any) -> None:
    """Come in: by the code, or by roll-call; what is missing is mended on the spot."""
    noted = _knock(month, row)
    if noted is None:
        month_desk.mend(month, row)
        noted = _knock(month, row)
    if noted is None:
        return
    if month.luck(0.2):  # pressed again: once
        again = _knock(month, row)
        if again is None or again.pk != noted.pk:
            month.faults.append(f"enrolment {row.pk} came in twice")
    end = row.shift.ends_at
    if month.luck(0.04):
        _at(events, end - 80 * MINUTE, lambda: _unwell(month, noted))
    elif not month.luck(0.08):  # who forgets is closed by the clock
        early = month.chance.randint(70, 160) if month.luck(0.06) else 0
        left = end - early * MINUTE + month.chance.randint(-5, 20) * MINUTE
        _at(events, left, lambda: _go(month, noted))


def _knock(month: Month, row: Any) -> Any:
    from tongxin.duty.actions import call_in, check_in

    if row.pk % 9 == 0:
        return month.does("called in", call_in, row, by=month.boss)
    return month.does(
        "checked in", check_in, row, code=_digits(row.shift), client_key=f"{row.pk}",
        device=f"phone-{row.person_id}", by=row.person,
    )  # fmt: skip


def _digits(shift: Any) -> str:
    from django.utils import timezone

    from tongxin.duty.codes import digits_of, door_of, window_of
    from tongxin.duty.times import usual_times

    return digits_of(door_of(shift), window_of(timezone.now(), usual_times().code_seconds))


def _go(month: Month, noted: Any) -> None:
    from tongxin.duty.actions import call_out, check_out

    row = noted.enrolment
    pauses = month.chance.choice((0, 0, 0, 15))
    for _once in range(2 if month.luck(0.2) else 1):
        if row.pk % 9 == 0:
            month.does("called out", call_out, noted, pauses_minutes=pauses, by=month.boss)
        else:
            month.does(
                "checked out", check_out, noted, code=_digits(row.shift), by=row.person,
                pauses_minutes=pauses, device=f"phone-{row.person_id}",
            )  # fmt: skip


def _unwell(month: Month, noted: Any) -> None:
    from tongxin.duty.actions import fall_unwell

    month.does("fell unwell", fall_unwell, noted, what="头晕", by=noted.person)
    month_desk.carry(month)


def _give_back(month: Month, shifts: list[Any]) -> None:
    from tongxin.protection.actions import return_kit
    from tongxin.protection.models import KitIssue

    keys = [f"shift:{shift.pk}" for shift in shifts]
    for issue in KitIssue.objects.in_hand().filter(occasion_key__in=keys).order_by("pk"):
        if month.luck(0.9):
            month.does("returned a kit", return_kit, issue, by=month.boss)


def some_uid(month: Month) -> UUID:
    """Return an id as a form makes one, the same in every run."""
    return UUID(int=month.chance.getrandbits(128), version=4)
