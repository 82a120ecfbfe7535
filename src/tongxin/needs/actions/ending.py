"""How a need ends: reviewed, closed, withdrawn, or opened again because it was not solved."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person, Team

from ..models import Assignment, Need, Step
from .answering import IN_HAND
from .informing import inform
from .moving import lock, move

OVER = {
    Need.State.COMPLETED, Need.State.REVIEWED, Need.State.CLOSED, Need.State.REJECTED,
}  # fmt: skip
NOTES_AT_MOST = 20  # one requester adds to one need

# Robots that speak for a requester who proved it by the tracking code.
SPEAKERS = {"resident-door", "open311"}


class NotOver(DomainError):
    """Only what came to an end can be opened again."""


class NothingSaid(DomainError):
    """A note without words."""

    status = 422


class EnoughSaid(DomainError):
    """The need is over, or has as many notes as a desk can read."""


def speaks_for(need: Need, person: Person) -> bool:
    """Whether the person asked, or wrote it down on the asker's behalf (rule 17)."""
    if person.kind == Person.Kind.ROBOT:
        return person.username in SPEAKERS and not need.requester_id
    return person.pk == need.requester_id or (need.on_behalf and person.pk == need.recorder_id)


def must_speak_for(need: Need, person: Person) -> None:
    """Raise `NotAllowed` unless `speaks_for`."""
    if not speaks_for(need, person):
        raise NotAllowed(_("Only the one who asked may do this."))


@transaction.atomic
def mark_reviewed(need: Need, *, by: Person) -> Need:
    """The one who asked has said how it was (feedback calls this)."""
    (need,) = lock([need])
    must_speak_for(need, by)
    move([need], to=Need.State.REVIEWED, verb="need.reviewed", by=by)
    return need


@transaction.atomic
def note_reviewed(needs: Iterable[Need], *, by: Person) -> list[Need]:
    """Those who asked have said on paper how it was, and a station types it in."""
    rows = lock(needs)
    for need in rows:
        by.must("review.enter", at=need.place)
    move(rows, to=Need.State.REVIEWED, verb="need.reviewed", by=by, on_paper=True)
    return rows


@transaction.atomic
def close_need(need: Need, *, by: Person) -> Need:
    """Put an answered need away."""
    (need,) = lock([need])
    by.must("need.triage", at=need.place)
    move([need], to=Need.State.CLOSED, verb="need.closed", by=by)
    return need


def can_be_reopened(need: Need) -> bool:
    """Whether it, or the one it was joined with, came to an end that may not be the last word."""
    return need.standing.state in OVER


@transaction.atomic
def reopen_need(need: Need, *, reason: str, by: Person) -> Need:
    """Not solved: back on the list, with all that was tried (rule 14).

    One that was joined with another comes out again as a need of its own.
    """
    (need,) = lock([need])
    if not speaks_for(need, by):
        by.must("need.triage", at=need.place)
    if not can_be_reopened(need):
        raise NotOver(_("This request is still open: we are working on it."))
    need.team, need.completed_at, need.merged_into = None, None, None
    need.times_reopened += 1
    # one joined before anybody decided what it is waits for that decision first
    to = Need.State.LISTED if need.route else Need.State.PENDING
    move([need], to=to, verb="need.reopened", by=by, note=reason, reason=reason)
    inform([need], subject=gettext_noop("Your request %(code)s is open again"))
    return need


@transaction.atomic
def withdraw_need(need: Need, *, by: Person) -> Need:
    """The one who asked no longer needs it; a team that had it is told."""
    (need,) = lock([need])
    must_speak_for(need, by)
    team, need.team = need.team, None
    move([need], to=Need.State.WITHDRAWN, verb="need.withdrawn", by=by, team=team)
    need.assignments.filter(state__in=IN_HAND).update(
        state=Assignment.State.CANCELLED, ended_at=timezone.now()
    )
    if team:
        _tell_leaders(team, need)
    return need


def _tell_leaders(team: Team, need: Need) -> None:
    for membership in team.memberships.filter(role__in=["leader", "deputy"]):
        tell(
            membership.person,
            subject=gettext_noop("%(code)s is no longer needed: the resident withdrew it"),
            values={"code": need.tracking_code_shown},
            about=need,
        )


@transaction.atomic
def add_note(need: Need, *, words: str, by: Person) -> Step:
    """The one who asked adds something to a need that is still open.

    Raises `NothingSaid`, `EnoughSaid`, `NotAllowed`.
    """
    (need,) = lock([need])
    must_speak_for(need, by)
    if not words.strip():
        raise NothingSaid(_("Write a few words first."))
    if not need.standing.is_open:
        raise EnoughSaid(_("This request is over. Open it again, or ask anew."))
    if need.steps.filter(by=by).exclude(note="").count() >= NOTES_AT_MOST:
        raise EnoughSaid(_("You have written a lot already. Please call your station."))
    step = Step.objects.create(need=need, state=need.state, note=words.strip()[:500], by=by)
    need.noted_at = step.at
    need.save(update_fields=["noted_at"])
    record("need.noted", by=by, on=need, at=need.place)
    return step
