"""Turn an approved request into posts: one, a copy, one at many places, one from a template."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import seal

from ..models import Enrolment, Part, Post, Request, Shift
from .seats import lock_shifts, promote, seats_taken
from .telling import tell_enrolled

SAID = (  # what a copy and a template take over
    "service_class", "kind", "urgency", "title", "duties", "is_risky", "needs_insurance",
    "is_offline", "risks", "guarantees", "flow", "cancel_hours", "confirm_minutes", "team",
    "unit_only",
)  # fmt: skip
WHERE = ("site", "venue", "contact_name")
PART = ("name", "minimum", "maximum", "qualification", "team", "whole_team", "order")


class PostNotReady(DomainError):
    """The post has ended, or its request was not approved."""


class PartsNeeded(DomainError):
    """A post says who is wanted: at least one role with a place in it."""

    status = 422


class PartTaken(DomainError):
    """More people hold places of a role than would be left."""


def must_manage(post: Post, by: Person) -> None:
    """Raise `NotAllowed` unless `by` leads the post's team or manages posts at its place."""
    if post.team is None or not by.may_for("post.manage", team=post.team):
        by.must("post.manage", at=post.place)


@transaction.atomic
def make_post(
    request: Request,
    *,
    at: Place,
    parts: Sequence[Mapping[str, Any]],
    by: Person,
    contact_phone: str = "",
    **said: Any,
) -> Post:
    """Make a post of an approved request: `said` are its fields, `parts` its roles.

    A risky post is insured and never for minors, whatever `said` says. Raises `PostNotReady`,
    `PartsNeeded`, `NotAllowed`.
    """
    taken_over = ("service_class", "team", "urgency")
    said = {name: getattr(request, name) for name in taken_over} | said
    post = Post(request=request, place=at, made_by=by, **said)
    must_manage(post, by)
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != Request.State.APPROVED:
        raise PostNotReady(_("The request has to be approved first."))
    if not parts:
        raise PartsNeeded(_("Say who is wanted: at least one role."))
    seal_and_save(post, contact_phone)
    _add_parts(post, parts)
    record("post.made", by=by, on=post, at=at, parts=len(parts))
    return post


def seal_and_save(post: Post, contact_phone: str) -> None:
    """Write a post down, its phone sealed; what is risky is insured."""
    post.needs_insurance = post.needs_insurance or post.is_risky
    if contact_phone:
        post.contact_phone_sealed = seal(contact_phone, row=post.row("contact_phone"))
    post.full_clean()
    post.save()


def _add_parts(post: Post, parts: Iterable[Mapping[str, Any]]) -> None:
    rows = [Part(post=post, order=n, **dict(part)) for n, part in enumerate(parts)]
    for row in rows:
        row.clean_fields(exclude=["post"])
        row.validate_constraints()
    Part.objects.bulk_create(rows)


@transaction.atomic
def change_post(post: Post, *, by: Person, contact_phone: str | None = None, **said: Any) -> Post:
    """Change what a post says; at another spot, everybody who is coming is told.

    What makes it risky or professional stays once it is open. Raises `PostNotReady`, `NotAllowed`.
    """
    post = lock_post(post)
    must_manage(post, by)
    if post.state == Post.State.ENDED:
        raise PostNotReady(_("This post has ended."))
    before = post.where
    fixed = {"service_class", "kind", "is_risky", "unit_only"} if post.state == "open" else set()
    for name in {*SAID, *WHERE} & said.keys():
        if name in fixed and getattr(post, name) != said[name]:
            raise PostNotReady(_("People joined under these conditions: end it and make another."))
        setattr(post, name, said[name])
    seal_and_save(post, contact_phone or "")
    if post.where != before:
        _say_where(post, before)
    record("post.changed", by=by, on=post, at=post.place, parts=sorted(said))
    return post


def _say_where(post: Post, before: str) -> None:
    """Tell whoever is coming that the spot has changed; calendars learn it too."""
    shifts = [shift.pk for shift in coming_locked(post)]
    Shift.objects.filter(pk__in=shifts).update(
        sequence=F("sequence") + 1, changed_at=timezone.now()
    )
    tell_enrolled(
        Enrolment.objects.holding()
        .filter(shift__in=shifts)
        .select_related("person__home", "team", "shift__post__place", "shift__post__site"),
        subject=gettext_noop("The place has changed: %(post)s"),
        body=gettext_noop("%(when)s: now %(where)s, before it was %(before)s."),
        before=before,
    )


@transaction.atomic
def set_part(post: Post, *, by: Person, part: Part | None = None, **said: Any) -> Part:
    """Add a role, or change one; more places ask those who wait.

    Raises `PartTaken`, `PostNotReady`, `NotAllowed`.
    """
    post = lock_post(post)
    must_manage(post, by)
    if post.state == Post.State.ENDED:
        raise PostNotReady(_("This post has ended."))
    shifts = coming_locked(post)
    part = part or Part(post=post, order=post.parts.count())
    for name in {*PART} & said.keys():
        setattr(part, name, said[name])
    part.full_clean()
    if part.pk:
        _must_hold(part, shifts)
    part.save()
    for shift in shifts:
        promote(shift, by=by)
    record("post.part_set", by=by, on=post, at=post.place, part=part.pk, maximum=part.maximum)
    return part


def _must_hold(part: Part, shifts: Iterable[Any]) -> None:
    taken = max((seats_taken(shift, part) for shift in shifts), default=0)
    if taken > part.maximum:
        raise PartTaken(_("%(n)s people have joined already.") % {"n": taken})


@transaction.atomic
def end_post(post: Post, *, by: Person) -> Post:
    """Take it off the board, once no shift is to come. Raises `PostNotReady`, `NotAllowed`."""
    post = lock_post(post)
    must_manage(post, by)
    if coming_locked(post):
        raise PostNotReady(_("Call off its coming shifts first, so that everybody is told."))
    post.state = Post.State.ENDED
    post.save(update_fields=["state"])
    record("post.ended", by=by, on=post, at=post.place)
    return post


@transaction.atomic
def spread_post(post: Post, *, places: Iterable[Place], by: Person, venue: str = "") -> list[Post]:
    """Make the same post at many places: its roles and its coming shifts with it, as drafts.

    `venue`: where exactly, in words that are true at each of them. Places that have the same post
    of this request already are left out. Raises `NotAllowed`.
    """
    places = list(places)
    must_manage(post, by)
    for place in places:
        by.must("post.manage", at=place)
    there = Post.objects.filter(request=post.request_id, title=post.title)
    taken = set(there.exclude(state=Post.State.ENDED).values_list("place", flat=True))
    made = [copy_of(post, place, by) for place in places if place.pk not in taken]
    for copy in made:
        copy.venue = venue
    Post.objects.bulk_create(made)
    parts = [
        Part(post=copy, **{name: getattr(part, name) for name in PART})
        for copy in made
        for part in post.parts.all()
    ]
    Part.objects.bulk_create(parts, batch_size=500)
    times = list(post.shifts.filter(state=Shift.State.OPEN, starts_at__gt=timezone.now()))
    Shift.objects.bulk_create(
        [
            Shift(post=copy, starts_at=time.starts_at, ends_at=time.ends_at)
            for copy in made
            for time in times
        ],
        batch_size=500,
    )
    record_many("post.made", by=by, rows=[(row, row.place, {"of": post.pk}) for row in made])
    return made


def copy_of(post: Post, place: Place, by: Person) -> Post:
    """Return a post that says the same at `place`; not written yet."""
    said = {name: getattr(post, name) for name in SAID}
    return Post(request=post.request, place=place, made_by=by, **said)


@transaction.atomic
def copy_post(post: Post, *, by: Person) -> Post:
    """Make a draft like it at the same place, without shifts. Raises `NotAllowed`."""
    must_manage(post, by)
    copy = copy_of(post, post.place, by)
    copy.site, copy.venue, copy.contact_name = post.site, post.venue, post.contact_name
    seal_and_save(copy, post.contact_phone)
    parts = [{name: getattr(part, name) for name in PART[:-1]} for part in post.parts.all()]
    _add_parts(copy, parts)
    record("post.made", by=by, on=copy, at=copy.place, of=post.pk)
    return copy


@transaction.atomic
def allow_across_towns(post: Post, *, reason: str, by: Person) -> Post:
    """Let people of other towns serve here at response levels I and II (rule 30).

    Raises `NotAllowed`.
    """
    by.must("request.approve", at=post.place)
    post = lock_post(post)
    post.across_towns_by = by
    post.save(update_fields=["across_towns_by"])
    record("post.opened_across_towns", by=by, on=post, at=post.place, reason=reason)
    return post


def coming_locked(post: Post) -> list[Shift]:
    """Return the post's open shifts that have not begun, locked."""
    return lock_shifts(
        Shift.objects.filter(post=post.pk, state=Shift.State.OPEN, starts_at__gt=timezone.now())
    )


def lock_post(post: Post) -> Post:
    """Return the post fresh and locked."""
    rows = Post.objects.select_for_update(of=("self",))
    found: Post = rows.select_related("place", "team__place", "request").get(pk=post.pk)
    return found
