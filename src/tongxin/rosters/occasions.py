"""A shift as protection and records know it: an occasion, under a key of its own."""

from datetime import datetime

from tongxin.protection.occasions import Occasion

from .models import Post, Shift

DRILL = "drill:"  # what a request that is a rehearsal is about (rule 52)


def key_of_shift(shift: Shift) -> str:
    """Return the name under which records and protection keep what belongs to a shift."""
    return key_of(shift.pk)


def key_of(shift: int) -> str:
    """Return the same from a shift's id."""
    return f"shift:{shift}"


def occasion_of(shift: Shift) -> Occasion:
    """Return the shift as protection knows it; post, place, request and unit are loaded."""
    return occasion_at(shift.post, key_of_shift(shift), shift.starts_at, shift.ends_at)


def occasion_at(post: Post, key: str, starts_at: datetime, ends_at: datetime) -> Occasion:
    """Return a post at a time as protection knows it; place, request and unit are loaded."""
    return Occasion(
        key=key, title=post.title, place=post.place, starts_at=starts_at, ends_at=ends_at,
        service_class=post.service_class_id, kind=post.kind, unit=post.request.unit,
        team=post.team_id, offline=post.is_offline,
    )  # fmt: skip


def is_drill(shift: Shift) -> bool:
    """Whether nothing of the shift is real: no hours come of it."""
    return shift.post.request.about.startswith(DRILL)
