"""Give one shift roles of its own."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Part, Post, Shift
from .posting import PART, copy_of, lock_post, must_manage, seal_and_save
from .seats import lock_shift
from .shifting import ShiftOver


@transaction.atomic
def set_apart(shift: Shift, *, by: Person) -> Post:
    """Move one shift to a post of its own that says the same, so that its roles may differ.

    Everybody in it stays in their role; the notice stays theirs. A shift that is alone already
    stays where it is. Raises `ShiftOver`, `NotAllowed`.
    """
    must_manage(shift.post, by)
    post = lock_post(shift.post)
    shift = lock_shift(shift)
    if shift.post_id != post.pk or shift.state != Shift.State.OPEN or shift.has_begun:
        raise ShiftOver(_("This shift has begun or was called off."))
    if not post.shifts.exclude(pk=shift.pk).exists():
        return post
    apart = copy_of(post, post.place, by)
    for name in ("site", "venue", "contact_name", "notice", "state", "across_towns_by"):
        setattr(apart, name, getattr(post, name))
    seal_and_save(apart, post.contact_phone)
    _move(shift, post, apart)
    record("shift.set_apart", by=by, on=shift, at=post.place, of=post.pk, to=apart.pk)
    return apart


def _move(shift: Shift, post: Post, apart: Post) -> None:
    for part in post.parts.all():
        said: dict[str, Any] = {name: getattr(part, name) for name in PART}
        own = Part.objects.create(post=apart, **said)
        shift.enrolments.filter(part=part).update(part=own)
    shift.post = apart
    shift.save(update_fields=["post"])
