"""Keep a post as a template, and make posts from it again."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person, Team
from tongxin.places.models import Place, ServiceClass
from tongxin.volunteers.models import QualificationKind

from ..models import Post, Request, Template
from .posting import make_post, must_manage
from .shifting import add_shifts, series

PLAIN = (
    "kind", "urgency", "title", "duties", "is_risky", "needs_insurance", "is_offline", "risks",
    "guarantees", "flow", "cancel_hours", "confirm_minutes",
)  # fmt: skip
PART_PLAIN = ("name", "minimum", "maximum", "whole_team")


class NameTaken(DomainError):
    """A template of this name is there already."""


@transaction.atomic
def save_template(post: Post, *, name: str, by: Person) -> Template:
    """Keep what a post says, its roles and the hours of its first day of shifts.

    Raises `NameTaken`, `NotAllowed`.
    """
    must_manage(post, by)
    if Template.objects.filter(name=name.strip()).exists():
        raise NameTaken(_("There is a template of this name."))
    said: dict[str, Any] = {field: getattr(post, field) for field in PLAIN}
    said["service_class"] = post.service_class_id
    parts = [
        {field: getattr(part, field) for field in PART_PLAIN}
        | {"qualification": part.qualification_id or "", "team": part.team_id}
        for part in post.parts.all()
    ]
    template = Template(
        name=name.strip(), place=post.place, post=said, parts=parts, hours=_hours(post), made_by=by
    )
    template.full_clean()
    template.save()
    record("template.saved", by=by, on=template, at=post.place)
    return template


@transaction.atomic
def retire_template(template: Template, *, by: Person) -> Template:
    """Offer a template no more; its name is free again. Twice is once. Raises `NotAllowed`."""
    by.must("post.manage", at=template.place)
    template = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if template.retired_at is None:
        template.retired_at = timezone.now()
        template.name = f"{template.name[:40]} · {template.pk}"
        template.save(update_fields=["retired_at", "name"])
        record("template.retired", by=by, on=template, at=template.place)
    return template


def _hours(post: Post) -> list[list[Any]]:
    shifts = [
        (timezone.localtime(shift.starts_at), shift.ends_at - shift.starts_at)
        for shift in post.shifts.all()[:48]
    ]
    first = shifts[0][0].date() if shifts else None
    return [
        [f"{start:%H:%M}", int(length / timedelta(minutes=1))]
        for start, length in shifts
        if start.date() == first
    ]


@transaction.atomic
def use_template(
    template: Template, request: Request, *, at: Place, first: date, last: date, by: Person
) -> Post:
    """Make a post of `request` from a template, with its shifts from `first` to `last`.

    Raises `PostNotReady`, `BadTimes`, `NotAllowed`.
    """
    said = dict(template.post)
    said["service_class"] = ServiceClass.objects.get(pk=said["service_class"])
    parts = [
        dict(part)
        | {
            "qualification": QualificationKind.objects.filter(pk=part["qualification"]).first(),
            "team": Team.objects.filter(pk=part["team"], retired_at=None).first(),
        }
        for part in template.parts
    ]
    post = make_post(request, at=at, parts=parts, by=by, **said)
    hours = [(str(start), int(minutes)) for start, minutes in template.hours]
    now = timezone.now()
    times = [pair for pair in series(first, last, hours) if pair[0] > now]
    if times:
        add_shifts(post, times=times, by=by)
    return post
