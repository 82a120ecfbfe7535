"""Time: nobody is in two places, and everybody rests (rule 27).

How many hours is data: what the city has set, read with the crowd.
"""

from datetime import timedelta

import numpy as np
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..crowd import Bools, Crowd, Ints
from ..requirement import Busy, Refusal, Requirement, seconds_of
from ..rule import Rule

HOUR = 3600  # seconds
NONE = np.zeros(0, bool)  # of the stretches, where nobody is busy


def free(crowd: Crowd, requirement: Requirement) -> Bools:
    """Not busy with something that overlaps."""
    return _without(crowd, _overlapping(crowd, requirement) if len(crowd.busy) else NONE)


def _overlapping(crowd: Crowd, requirement: Requirement) -> Bools:
    start, end = requirement.seconds
    over: Bools = (crowd.busy.start < end) & (crowd.busy.end > start)
    return over


def _clashes(crowd: Crowd, requirement: Requirement) -> Refusal:
    clash = _told(crowd, _overlapping(crowd, requirement))
    say = _("At that time you already stand in %(name)s (%(when)s).") % {
        "name": clash.name or _("another shift"), "when": _when(clash),
    }  # fmt: skip
    return Refusal("free", say, _("Look at it"), clash.url)


def unbroken(crowd: Crowd, requirement: Requirement) -> Bools:
    """No more than four hours without a pause, together with what lies right before and after."""
    if not len(crowd.busy):  # the shift alone
        start, end = requirement.seconds
        return np.full(len(crowd), end - start <= crowd.hours.continuous_hours * HOUR)
    first, last = _stretch(crowd, requirement)
    short: Bools = last - first <= crowd.hours.continuous_hours * HOUR
    return short


def _stretch(crowd: Crowd, requirement: Requirement) -> tuple[Ints, Ints]:
    """Return (V,) start and end of each one's unbroken stretch around the shift."""
    start, end = requirement.seconds
    pause, busy = crowd.hours.break_minutes * 60, crowd.busy
    first, last = np.full(len(crowd), start), np.full(len(crowd), end)
    while True:
        near = (busy.start < last[busy.row] + pause) & (busy.end > first[busy.row] - pause)
        before = first.copy(), last.copy()
        np.minimum.at(first, busy.row[near], busy.start[near])
        np.maximum.at(last, busy.row[near], busy.end[near])
        if (before[0] == first).all() and (before[1] == last).all():
            return first, last


def _too_long(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _(
        "That would be more than %(hours)s hours without a pause. Leave at least"
        " %(minutes)s minutes between two shifts."
    ) % {"hours": crowd.hours.continuous_hours, "minutes": crowd.hours.break_minutes}
    return Refusal("unbroken", say)


def daily(crowd: Crowd, requirement: Requirement) -> Bools:
    """No more than eight hours on any day the shift touches."""
    most = crowd.hours.daily_hours * HOUR
    if not len(crowd.busy):  # the shift alone
        own_hours = requirement.hours_of_days
        return np.full(len(crowd), all(own <= most for _dawn, _dusk, own in own_hours))
    within = np.ones(len(crowd), bool)
    for dawn, dusk, own in requirement.hours_of_days:
        rest = np.minimum(crowd.busy.end, dusk) - np.maximum(crowd.busy.start, dawn)
        held = np.bincount(crowd.busy.row, weights=rest.clip(min=0), minlength=len(crowd))
        within &= held + own <= most
    return within


def _too_much(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _(
        "That would be more than %(hours)s hours on %(day)s. Please rest, and choose another day."
    )
    day = date_format(requirement.first_day, "DATE_FORMAT")
    return Refusal("daily", say % {"hours": crowd.hours.daily_hours, "day": day})


def rested(crowd: Crowd, requirement: Requirement) -> Bools:
    """At least eight hours between this day's shifts and those of the day before and after."""
    return _without(crowd, _too_near(crowd, requirement) if len(crowd.busy) else NONE)


def _too_near(crowd: Crowd, requirement: Requirement) -> Bools:
    start, end = requirement.seconds
    rest, busy = crowd.hours.rest_hours * HOUR, crowd.busy
    dawn = seconds_of(requirement.first_day)
    dusk = seconds_of(requirement.first_day + timedelta(days=1))
    another_day = (busy.start < dawn) | (busy.start >= dusk)
    near: Bools = another_day & (busy.end > start - rest) & (busy.start < end + rest)
    return near


def _tired(crowd: Crowd, requirement: Requirement) -> Refusal:
    near = _told(crowd, _too_near(crowd, requirement))
    say = _("There have to be %(hours)s hours of rest between this and %(name)s (%(when)s).") % {
        "hours": crowd.hours.rest_hours, "name": near.name or _("another shift"),
        "when": _when(near),
    }  # fmt: skip
    return Refusal("rested", say, _("Look at it"), near.url)


def weekly(crowd: Crowd, requirement: Requirement) -> Bools:
    """No more shifts from Monday to Sunday than the volunteer chose."""
    some: Bools = turns_left(crowd, requirement) > 0
    return some


def turns_left(crowd: Crowd, requirement: Requirement) -> Ints:
    """Return (V,) int64: how many shifts more each chose to stand in the week of the shift."""
    return crowd.register.weekly_cap.astype(np.int64) - _held_that_week(crowd, requirement)


def _held_that_week(crowd: Crowd, requirement: Requirement) -> Ints:
    if not len(crowd.busy):
        return np.zeros(len(crowd), np.int64)
    monday = requirement.first_day - timedelta(days=requirement.first_day.weekday())
    first, last = seconds_of(monday), seconds_of(monday + timedelta(days=7))
    that_week = (crowd.busy.start >= first) & (crowd.busy.start < last)
    return np.bincount(crowd.busy.row[that_week], minlength=len(crowd))


def _enough(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _(
        "You chose at most %(cap)s shifts a week, and that week is full. You can raise the"
        " number on your page."
    ) % {"cap": int(crowd.register.weekly_cap[0])}
    return Refusal("weekly", say, _("My page"), reverse("volunteers:offer"))


def _without(crowd: Crowd, stretches: Bools) -> Bools:
    """Return (V,) bool: everybody but those who hold one of the `stretches` (B,)."""
    if not len(stretches):
        return crowd.everybody
    clear = np.ones(len(crowd), bool)
    clear[crowd.busy.row[stretches]] = False
    return clear


def _told(crowd: Crowd, stretches: Bools) -> Busy:
    """Return the first of the stretches of a crowd of one."""
    return min(
        (one for one, hit in zip(crowd.busy.told, stretches, strict=True) if hit),
        key=lambda one: one.starts_at,
    )


def _when(busy: Busy) -> str:
    start, end = localtime(busy.starts_at), localtime(busy.ends_at)
    return f"{date_format(start, 'SHORT_DATETIME_FORMAT')}–{end:%H:%M}"


FREE = Rule("free", "27", free, lambda one: one.seconds, _clashes)
UNBROKEN = Rule("unbroken", "27", unbroken, lambda one: one.seconds, _too_long)
DAILY = Rule("daily", "27", daily, lambda one: one.seconds, _too_much)
RESTED = Rule("rested", "27", rested, lambda one: one.seconds, _tired)
WEEKLY = Rule("weekly", "27", weekly, lambda one: one.first_day, _enough)
