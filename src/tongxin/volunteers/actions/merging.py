"""Two entries, one human: merge them, or say that they are two."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of, record
from tongxin.moderation.actions import take_over as take_over_texts
from tongxin.people.actions import close_account, join_team
from tongxin.people.models import Person

from .. import movers
from ..models import Apart, Volunteer


class CannotMerge(DomainError):
    """These two cannot be one."""


@transaction.atomic
def merge(kept: Volunteer, gone: Volunteer, *, reason: str, by: Person) -> Volunteer:
    """Make two entries of one human one: `kept` stays, `gone` and its account are closed.

    What apps above hold of `gone` moves to `kept`, or they refuse. Refused for two different
    identity numbers: these are two humans. Raises `CannotMerge`, `NotAllowed`.
    """
    for one in (kept, gone):
        by.must("volunteer.merge", at=one.person.seat)
    rows = {
        row.pk: row
        for row in Volunteer.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])
        .order_by("pk")
    }  # fmt: skip
    kept, gone = rows[kept.pk], rows[gone.pk]
    _must_be_mergeable(kept, gone, by)
    take_over_texts(kept.person, gone.person, by)
    for mover in movers.MOVERS.values():
        mover.move(kept.person, gone.person, by)
    _move(kept, gone, by)
    gone.state, gone.merged_into = Volunteer.State.MERGED, kept
    gone.latitude = gone.longitude = None
    gone.emergency_sealed = ""
    gone.save()
    record("volunteer.merged", by=by, on=kept, at=kept.person.home, reason=reason.strip(),
           gone=key_of(gone), number=gone.number)  # fmt: skip
    close_account(gone.person, by=by, reason=reason.strip())
    return kept


def _must_be_mergeable(kept: Volunteer, gone: Volunteer, by: Person) -> None:
    first, second = kept.person, gone.person
    if kept.pk == gone.pk or not (kept.is_open and gone.is_open):
        raise CannotMerge(_("One of these two has left or was merged already."))
    if first.identity_index and second.identity_index:
        raise CannotMerge(_("Both have an identity number of their own: these are two people."))
    if second.identity_index:
        raise CannotMerge(_("Keep the entry whose identity number was checked."))
    if second.grants.exists() or by.pk in (first.pk, second.pk):
        raise CannotMerge(_("Who works here is not merged away; ask the centre."))
    if second.wards.filter(ended_at=None).exists():
        raise CannotMerge(_("The one to go guards a child. Keep that entry instead."))
    if gone.state == Volunteer.State.SUSPENDED:
        raise CannotMerge(_("A suspended entry is not merged: lift the suspension first."))


def _move(kept: Volunteer, gone: Volunteer, by: Person) -> None:
    """Move what the register itself holds: certificates, days away, teams."""
    verified = list(gone.qualifications.filter(state="verified").values_list("kind", flat=True))
    kept.qualifications.filter(state="waiting", kind__in=verified).delete()
    held = kept.qualifications.exclude(state="refused").values_list("kind", flat=True)
    gone.qualifications.exclude(kind__in=list(held)).update(volunteer=kept)
    gone.blackouts.update(volunteer=kept)
    gone.suspensions.update(volunteer=kept)
    own = set(kept.person.memberships.values_list("team", flat=True))
    for membership in gone.person.memberships.select_related("team").exclude(team__in=own):
        if membership.team.retired_at is None:
            join_team(membership.team, kept.person, role=membership.role, by=by)
    kept.prefers = list(dict.fromkeys([*kept.prefers, *gone.prefers]))
    kept.skills = list(dict.fromkeys([*kept.skills, *gone.skills]))
    kept.languages = list(dict.fromkeys([*kept.languages, *gone.languages]))
    kept.unit = kept.unit or gone.unit
    kept.save()


@transaction.atomic
def hold_apart(one: Volunteer, other: Volunteer, *, by: Person) -> Apart:
    """Say that two who look alike are two; they are not shown as duplicates again."""
    for volunteer in (one, other):
        by.must("volunteer.merge", at=volunteer.person.seat)
    first, second = sorted((one, other), key=lambda volunteer: volunteer.pk)
    apart, made = Apart.objects.get_or_create(first=first, second=second, defaults={"by": by})
    if made:
        record("volunteer.held_apart", by=by, on=first, at=first.person.home, other=key_of(second))
    return apart
