"""Compose a service, have it approved, open it to everybody (制单)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.needs.actions import answer_needs
from tongxin.needs.models import Need
from tongxin.people.actions import tell
from tongxin.people.models import Person, Team
from tongxin.places.models import Place, Platform

from ..models import Answer, Service

CHANGEABLE = {
    "title", "summary", "body", "link", "mode", "topic", "capacity", "valid_from", "valid_until",
}  # fmt: skip


class NotReady(DomainError):
    """The service is not in the state this step starts from."""


class NothingToShow(DomainError):
    """A service has to say what one gets: a text, a link, or times to come."""

    status = 422


@transaction.atomic
def compose_service(
    *,
    team: Team,
    platform: Platform,
    title: str,
    mode: str,
    places: Iterable[Place],
    by: Person,
    summary: str = "",
    body: str = "",
    link: str = "",
    topic: str = "",
    capacity: int = 20,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    needs: Iterable[Need] = (),
) -> Service:
    """Draft a service in answer to `needs`, which are told when it opens."""
    by.must_for("service.compose", team=team)
    service = Service(
        team=team, platform=platform, title=title, mode=mode, summary=summary, body=body,
        link=link, topic=topic, capacity=capacity, composed_by=by,
        valid_from=valid_from or timezone.now(), valid_until=valid_until,
    )  # fmt: skip
    service.full_clean()
    service.save()
    service.places.set(places)
    rows = [Answer(service=service, need=need) for need in needs]
    Answer.objects.bulk_create(rows, batch_size=500)
    record("service.composed", by=by, on=service, at=team.place, needs=len(rows))
    return service


@transaction.atomic
def change_service(service: Service, *, by: Person, **parts: Any) -> Service:
    """Change a service that is not open yet; `places` as a list."""
    service = _locked(service)
    by.must_for("service.compose", team=service.team)
    if service.state not in {Service.State.DRAFT, Service.State.PROPOSED}:
        raise NotReady(_("An open service cannot be changed; end it and compose another."))
    places = parts.pop("places", None)
    for name in CHANGEABLE & parts.keys():
        setattr(service, name, parts[name])
    service.full_clean()
    service.save()
    if places is not None:
        service.places.set(places)
    record("service.changed", by=by, on=service, at=service.team.place)
    return service


@transaction.atomic
def propose_service(service: Service, *, by: Person) -> Service:
    """Hand a draft to the institute for approval."""
    service = _locked(service)
    by.must_for("service.compose", team=service.team)
    _expect(service, Service.State.DRAFT)
    if not (service.body or service.link or service.sessions.exists()):
        raise NothingToShow(_("Add a text, a link or a time before you hand it in."))
    return _move(service, Service.State.PROPOSED, "service.proposed", by)


@transaction.atomic
def return_service(service: Service, *, reason: str, by: Person) -> Service:
    """Give a proposed service back to its team, with the reason."""
    service = _locked(service)
    by.must("service.approve", at=service.team.place)
    _expect(service, Service.State.PROPOSED)
    service.returned_because = reason[:200]
    tell(
        service.composed_by,
        subject=gettext_noop("“%(service)s” came back for changes"),
        body="%(reason)s",
        values={"service": service, "reason": reason},
        about=service,
    )
    return _move(service, Service.State.DRAFT, "service.returned", by, reason=reason)


@transaction.atomic
def open_service(service: Service, *, by: Person) -> Service:
    """Approve a service: everybody may use it, and the needs it answers are told."""
    service = _locked(service)
    by.must("service.approve", at=service.team.place)
    _expect(service, Service.State.PROPOSED)
    now = timezone.now()
    if service.valid_until and service.valid_until <= now:
        raise NotReady(_("The time it was to be offered has passed; give it back."))
    service.opened_at = now
    service.returned_because = ""
    _move(service, Service.State.OPEN, "service.opened", by)
    tell_answered(service, by=by)
    return service


def tell_answered(service: Service, *, by: Person) -> int:
    """Answer the needs gathered for an open service that still wait; return how many."""
    waiting = service.answers.filter(told_at=None, need__state=Need.State.LISTED)
    needs = [answer.need for answer in waiting.select_related("need")]
    if needs:
        url = reverse("menu:service", args=[service.pk])
        report = _("%(team)s offers “%(service)s” in answer to your request.") % {
            "team": service.team, "service": service,
        }  # fmt: skip
        answer_needs(needs, team=service.team, report=report, answer_url=url, by=by)
        service.answers.filter(need__in=needs).update(told_at=timezone.now())
    return len(needs)


@transaction.atomic
def answer_with(service: Service, needs: Iterable[Need], *, by: Person) -> int:
    """Answer more needs with a service that is open already; return how many."""
    service = _locked(service)
    by.must_for("service.compose", team=service.team)
    _expect(service, Service.State.OPEN)
    rows = [Answer(service=service, need=need) for need in needs]
    Answer.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    told = tell_answered(service, by=by)
    record("service.answered", by=by, on=service, at=service.team.place, needs=told)
    return told


@transaction.atomic
def end_service(service: Service, *, by: Person) -> Service:
    """Take an open service off the menu; its coming sessions are cancelled and people told."""
    from .sessions import cancel_session

    service = _locked(service)
    by.must_for("service.compose", team=service.team)
    _expect(service, Service.State.OPEN)
    now = timezone.now()
    for session in service.sessions.coming(now).filter(starts_at__gt=now):
        cancel_session(session, reason=_("The service has ended."), by=by)
    return _move(service, Service.State.ENDED, "service.ended", by)


def _locked(service: Service) -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("team__place")
    locked: Service = rows.get(pk=service.pk)
    return locked


def _expect(service: Service, state: str) -> None:
    if service.state != state:
        raise NotReady(
            _("“%(service)s” is “%(state)s”; this cannot be done now.")
            % {"service": service, "state": service.get_state_display()}
        )


def _move(service: Service, to: str, verb: str, by: Person, reason: str = "") -> Service:
    service.state = to
    service.save()
    record(verb, by=by, on=service, at=service.team.place, reason=reason)
    return service
