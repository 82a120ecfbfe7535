"""Give needs to a team, and what the team does with them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.people.models import Person, Team

from ..models import Assignment, Need
from .informing import inform
from .moving import lock, move

IN_HAND = [Assignment.State.OFFERED, Assignment.State.ACCEPTED]


class NoReport(DomainError):
    """A need cannot be completed without saying what was done (rule 17)."""

    status = 422


@transaction.atomic
def dispatch_needs(needs: Iterable[Need], *, team: Team, by: Person) -> list[Need]:
    """Send listed needs to a team (派单); the team accepts or gives them back."""
    rows = lock(needs)
    for need in rows:
        by.must("need.dispatch", at=need.place)
        need.team = team
    move(rows, to=Need.State.DISPATCHED, verb="need.dispatched", by=by, team=team, team_id=team.pk)
    Assignment.objects.bulk_create([Assignment(need=need, team=team, given_by=by) for need in rows])
    return rows


@transaction.atomic
def accept_need(need: Need, *, by: Person) -> Need:
    """The team says yes."""
    need = _in_hands_of(need, by)
    move([need], to=Need.State.ACCEPTED, verb="need.accepted", by=by, team=need.team)
    need.assignments.filter(state__in=IN_HAND).update(state=Assignment.State.ACCEPTED)
    inform(
        [need],
        subject=gettext_noop("%(team)s has taken your request %(code)s"),
        team=need.team,
    )
    return need


@transaction.atomic
def start_service(need: Need, *, by: Person) -> Need:
    """The team has begun."""
    need = _in_hands_of(need, by)
    move([need], to=Need.State.IN_SERVICE, verb="need.started", by=by, team=need.team)
    return need


@transaction.atomic
def complete_need(need: Need, *, report: str, by: Person, answer_url: str = "") -> Need:
    """The team says what was done; the requester is invited to say how it was (rule 17)."""
    if not report.strip():
        raise NoReport(_("Say in a sentence what was done."))
    need = _in_hands_of(need, by)
    _finish([need], report=report, by=by, answer_url=answer_url)
    return need


@transaction.atomic
def answer_needs(
    needs: Iterable[Need], *, team: Team, report: str, answer_url: str, by: Person
) -> list[Need]:
    """Answer listed needs at one stroke, by a service everybody may use (menu calls this)."""
    rows = lock(needs)
    by.must_for("need.answer", team=team)
    for need in rows:
        need.team = team
    Assignment.objects.bulk_create(
        [Assignment(need=n, team=team, given_by=by, state="accepted") for n in rows]
    )
    _finish(rows, report=report, by=by, answer_url=answer_url)
    return rows


def _finish(rows: list[Need], *, report: str, by: Person, answer_url: str) -> None:
    now = timezone.now()
    for need in rows:
        need.completed_at = now
    move(rows, to=Need.State.COMPLETED, verb="need.completed", by=by, note=report)
    Assignment.objects.filter(need__in=rows, state__in=IN_HAND).update(
        state=Assignment.State.DONE, report=report, answer_url=answer_url, ended_at=now
    )
    told = [*rows, *Need.objects.filter(merged_into__in=rows).select_related("requester")]
    inform(
        told,
        subject=gettext_noop("Your request %(code)s was answered. Was it solved?"),
        body=gettext_noop("%(report)s\nPlease tell us how it was; “no” opens it again."),
        report=report,
    )


@transaction.atomic
def return_need(need: Need, *, reason: str, by: Person) -> Need:
    """The team gives it back; nobody is forced (rule 16)."""
    need = _in_hands_of(need, by)
    return _put_back(need, Assignment.State.RETURNED, "need.returned", reason, by)


@transaction.atomic
def cancel_dispatch(need: Need, *, reason: str, by: Person) -> Need:
    """The desk takes it back and may send it elsewhere; who had it is kept (rule 16)."""
    (need,) = lock([need])
    by.must("need.dispatch", at=need.place)
    return _put_back(need, Assignment.State.CANCELLED, "need.dispatch_cancelled", reason, by)


def _put_back(need: Need, end: str, verb: str, reason: str, by: Person) -> Need:
    team, need.team = need.team, None
    move([need], to=Need.State.LISTED, verb=verb, by=by, note=reason, team=team)
    need.assignments.filter(state__in=IN_HAND).update(
        state=end, reason=reason[:300], ended_at=timezone.now()
    )
    return need


def _in_hands_of(need: Need, by: Person) -> Need:
    (need,) = lock([need])
    if need.team is None:
        by.must("need.answer", at=need.place)
    else:
        by.must_for("need.answer", team=need.team)
    return need
