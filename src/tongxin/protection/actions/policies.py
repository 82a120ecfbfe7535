"""Enter and cancel policies, put people on them and take them off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Cover, Policy

AT_ONCE = 900  # ids in one question; SQLite takes no more than 999 values


class BadPolicy(DomainError):
    """A policy needs an insurer, a number of its own and days in order."""

    status = 422


class PolicyNotOpen(DomainError):
    """The policy is cancelled, over, or covers everybody already."""


class BadCover(DomainError):
    """The days do not lie within the policy."""

    status = 422


@dataclass(frozen=True)
class Contract:
    """What stands in a policy."""

    insurer: str
    number: str
    scope: str
    since: date
    until: date
    yuan: int = 0


@transaction.atomic
def enter_policy(place: Place, contract: Contract, *, by: Person) -> Policy:
    """Enter a contract of accident insurance that holds at `place` and below. Raises `BadPolicy`.

    Source: Regulations on Volunteer Service, article 17 (insurance before risky work).
    """
    by.must("insurance.manage", at=place)
    insurer, number = contract.insurer.strip(), contract.number.strip()
    if not insurer or not number or contract.scope not in Policy.Scope.values:
        raise BadPolicy(_("A policy has an insurer, a number and a scope."))
    if contract.until < contract.since:
        raise BadPolicy(_("The policy ends before it begins."))
    Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if Policy.objects.filter(insurer=insurer, number=number).exists():
        raise BadPolicy(_("This policy is entered already."))
    policy: Policy = Policy.objects.create(
        place=place, insurer=insurer, number=number, scope=contract.scope, since=contract.since,
        until=contract.until, yuan=contract.yuan, entered_by=by,
    )  # fmt: skip
    record("policy.taken_out", by=by, on=policy, at=place, scope=contract.scope,
           since=contract.since, until=contract.until)  # fmt: skip
    return policy


@transaction.atomic
def cancel_policy(policy: Policy, *, reason: str, by: Person) -> Policy:
    """Cancel a policy: from now on nobody is covered by it. Raises `PolicyNotOpen`."""
    by.must("insurance.manage", at=policy.place)
    policy = _locked(policy)
    if policy.cancelled_at:
        raise PolicyNotOpen(_("This policy was cancelled before."))
    policy.cancelled_at = timezone.now()
    policy.save(update_fields=["cancelled_at"])
    record("policy.cancelled", by=by, on=policy, at=policy.place, reason=reason)
    return policy


@transaction.atomic
def cover_people(
    policy: Policy, people: Iterable[int], *, by: Person, since: date | None = None,
    until: date | None = None,
) -> int:  # fmt: skip
    """Put persons (by id) on a policy's list; return how many were not on it. Twice is once.

    `since` and `until` are days within the policy; None: from today, or its first day, to its last.
    Raises `PolicyNotOpen`, `BadCover`.
    """
    by.must("insurance.manage", at=policy.place)
    policy, today = _locked(policy), timezone.localdate()
    if policy.covers_the_register:
        raise PolicyNotOpen(_("This policy covers the whole register: nobody has to be listed."))
    if policy.state_on(today) in ("cancelled", "ended"):
        raise PolicyNotOpen(_("This policy does not hold any more."))
    first, last = since or max(today, policy.since), until or policy.until
    if not policy.since <= first <= last <= policy.until:
        raise BadCover(_("The days of a cover lie within its policy."))
    wanted = sorted(set(people))
    on = set(policy.covers.filter(ended_on=None).values_list("person", flat=True))
    fresh = [
        Cover(policy=policy, person_id=key, since=first, until=last)
        for key in wanted if key not in on
    ]  # fmt: skip
    Cover.objects.bulk_create(fresh, batch_size=AT_ONCE)
    if fresh:
        record("policy.covered", by=by, on=policy, at=policy.place, count=len(fresh),
               since=first, until=last)  # fmt: skip
    return len(fresh)


@transaction.atomic
def end_cover(cover: Cover, *, by: Person) -> Cover:
    """Take a person off a policy's list from tomorrow; one that has not begun never begins."""
    by.must("insurance.manage", at=cover.policy.place)
    cover = Cover.objects.select_for_update(of=("self",)).select_related("policy__place").get(
        pk=cover.pk
    )  # fmt: skip
    if cover.ended_on is not None:
        raise PolicyNotOpen(_("This cover has ended before."))
    tomorrow = timezone.localdate() + timedelta(days=1)
    cover.ended_on = tomorrow if cover.since < tomorrow else cover.since
    cover.save(update_fields=["ended_on"])
    record(
        "policy.uncovered", by=by, on=cover.policy, at=cover.policy.place, person=cover.person_id
    )
    return cover


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move the covers of `gone` to `kept`, whom a policy lists once; for two entries of one human.

    Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    standing = Cover.objects.filter(ended_on=None)
    listed = standing.filter(person=kept).values_list("policy", flat=True)
    twice = standing.filter(person=gone, policy__in=list(listed))
    ended = twice.update(ended_on=timezone.localdate())
    moved = Cover.objects.filter(person=gone).update(person=kept)
    record("cover.taken_over", by=by, on=kept, at=kept.seat, moved=moved, ended=ended)


def _locked(policy: Policy) -> Policy:
    rows = Policy.objects.select_for_update(of=("self",)).select_related("place")
    found: Policy = rows.get(pk=policy.pk)
    return found
