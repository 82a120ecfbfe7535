"""The menu desk: groups that wait, services under way, composing, approval."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place, Platform
from tongxin.web.caching import keep_for_desk

from .. import actions, groups
from ..desk_forms import ReasonForm, ServiceForm, teams_of
from ..models import Answer, Service

AT_ONCE = 500  # needs answered by one service at one stroke
MOMENT_SECONDS = 2  # the desk may be this old for who only looks
SHOWN = 30  # services in each list of the desk, the newest


def paths_of(person: Person) -> list[str]:
    """Return where the person may compose: places overseen, and the places of teams led."""
    led = Place.objects.filter(teams__in=person.teams_led).values_list("path", flat=True)
    return [*person.paths_where("service.compose"), *led]


def paths_or_refuse(request: PersonRequest) -> list[str]:
    """Return `paths_of` the reader; a stranger is refused."""
    paths = paths_of(request.user)
    if not paths:
        raise NotAllowed(_("This desk is for teams and institutes."))
    return paths


@login_required
def desk(request: PersonRequest) -> HttpResponse:
    """Show what waits for an answer, and what is under way."""
    paths = paths_or_refuse(request)
    return keep_for_desk(
        request, lambda: _desk(request, paths), scope=request.user.scope, seconds=MOMENT_SECONDS
    )


def _desk(request: PersonRequest, paths: list[str]) -> HttpResponse:
    platforms = {platform.pk: platform for platform in Platform.objects.all()}
    found = groups.ranked(paths)[:40]
    rows = [{"group": group, "platform": platforms[group.platform]} for group in found]
    context = {
        "rows": rows,
        "most": max((group.waiting for group in found), default=1),
        "proposed": _newest(request.user, Service.State.PROPOSED),
        "drafts": _newest(request.user, Service.State.DRAFT),
        "open_services": _with_answers(_newest(request.user, Service.State.OPEN)),
    }
    return render(request, "menu/desk/index.html", context)


def _newest(person: Person, state: str) -> list[Service]:
    mine = Service.objects.filter(team__in=teams_of(person).order_by(), state=state)
    return list(mine.select_related("team", "platform").defer("body", "link")[:SHOWN])


def _with_answers(services: list[Service]) -> list[Service]:
    """Say of each how many needs it answers; counted for the shown ones only."""
    rows = Answer.objects.filter(service__in=services).order_by().values_list("service")
    counts = dict(rows.annotate(n=Count("pk")))
    for service in services:
        service.answered = counts.get(service.pk, 0)  # type: ignore[attr-defined]
    return services


@login_required
def group(request: PersonRequest) -> HttpResponse:
    """Show the needs of one group: what people said, and what may answer them."""
    paths = paths_or_refuse(request)
    platform = get_object_or_404(Platform, pk=request.GET.get("platform", ""))
    topic = request.GET.get("topic", "")[:60]
    needs = groups.in_group(paths, platform=platform.pk, topic=topic)
    found = [one for one in groups.ranked(paths, platforms=[platform.pk]) if one.topic == topic]
    if not found:
        raise Http404
    context = {
        "group": found[0], "platform": platform, "topic": topic,
        "needs": needs.select_related("place__parent")[:100],
        "crumbs": [{"label": _("Menu desk"), "url": "/desk/menu"}],
    }  # fmt: skip
    return render(request, "menu/desk/group.html", context)


@login_required
def compose(request: PersonRequest) -> HttpResponse:
    """Compose a service, from a group (`platform`, `topic`) or from nothing."""
    paths = paths_or_refuse(request)
    asked = _asked(request, paths)
    if request.method != "POST":
        return _compose_page(request, ServiceForm(by=request.user, initial=_start(request)), asked)
    form = ServiceForm(request.POST, by=request.user)
    if not form.is_valid():
        return _compose_page(request, form, asked, status=422)
    service = actions.compose_service(
        **form.parts(), topic=request.POST.get("topic", "")[:60], needs=asked[:AT_ONCE],
        by=request.user,
    )  # fmt: skip
    return redirect("menu:manage", service_id=service.pk)


def _asked(request: PersonRequest, paths: list[str]) -> Any:
    """Return the needs the service is to answer."""
    platform, topic = request.GET.get("platform", ""), request.GET.get("topic")
    if topic is None:
        return groups.unanswered(paths).none()
    return groups.in_group(paths, platform=platform[:24], topic=topic[:60])


def _start(request: PersonRequest) -> dict[str, Any]:
    teams = list(teams_of(request.user))
    platform = request.GET.get("platform", "")
    fitting = [team for team in teams if team.platform_id == platform] or teams
    root = Place.objects.filter(level=Place.Level.CENTRE)
    return {
        "platform": platform,
        "team": fitting[0] if fitting else None,
        "title": request.GET.get("topic", ""),
        "places": root,
        "mode": Service.Mode.LIVE,
    }


def _compose_page(
    request: PersonRequest, form: ServiceForm, asked: Any, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "asked": asked.count(),
        "said": asked.select_related("place__parent")[:8],
        "topic": request.GET.get("topic", ""),
        "crumbs": [{"label": _("Menu desk"), "url": "/desk/menu"}],
    }
    return render(request, "menu/desk/compose.html", context, status=status)


@login_required
@require_POST
def answering(request: PersonRequest, service_id: int) -> HttpResponse:
    """Answer a whole group with a service that is open already."""
    paths = paths_or_refuse(request)
    service = own_service(request, service_id)
    asked = groups.in_group(
        paths,
        platform=request.POST.get("platform", "")[:24],
        topic=request.POST.get("topic", "")[:60],
    )
    told = actions.answer_with(service, asked[:AT_ONCE], by=request.user)
    said = ngettext("%(n)s resident was told.", "%(n)s residents were told.", told)
    messages.success(request, said % {"n": told})
    return redirect("menu:desk")


def own_service(request: PersonRequest, service_id: int) -> Service:
    """Return a service of a team the reader may compose for, or 404."""
    rows = Service.objects.filter(team__in=teams_of(request.user))
    found: Service = get_object_or_404(
        rows.select_related("team__place", "platform"), pk=service_id
    )
    return found


@login_required
def editing(request: PersonRequest, service_id: int) -> HttpResponse:
    """Change a draft."""
    service = own_service(request, service_id)
    form = ServiceForm(request.POST or None, instance=service, by=request.user)
    if request.method == "POST" and form.is_valid():
        parts = form.parts()
        parts.pop("team"), parts.pop("platform")
        actions.change_service(service, by=request.user, **parts)
        return redirect("menu:manage", service_id=service.pk)
    context = {"form": form, "service": service, "crumbs": _crumbs(service)}
    return render(
        request, "menu/desk/edit.html", context, status=422 if request.method == "POST" else 200
    )


@login_required
@require_POST
def proposal(request: PersonRequest, service_id: int) -> HttpResponse:
    """Hand a draft in."""
    actions.propose_service(own_service(request, service_id), by=request.user)
    return redirect("menu:manage", service_id=service_id)


@login_required
@require_POST
def opening(request: PersonRequest, service_id: int) -> HttpResponse:
    """Approve: everybody may use it."""
    actions.open_service(own_service(request, service_id), by=request.user)
    return redirect("menu:manage", service_id=service_id)


@login_required
@require_POST
def returning(request: PersonRequest, service_id: int) -> HttpResponse:
    """Give a proposed service back, with the reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else _("Please look at it again.")
    actions.return_service(own_service(request, service_id), reason=reason, by=request.user)
    return redirect("menu:manage", service_id=service_id)


@login_required
@require_POST
def ending(request: PersonRequest, service_id: int) -> HttpResponse:
    """Take a service off the menu."""
    actions.end_service(own_service(request, service_id), by=request.user)
    return redirect("menu:manage", service_id=service_id)


def _crumbs(service: Service) -> list[dict[str, str]]:
    return [
        {"label": _("Menu desk"), "url": "/desk/menu"},
        {"label": service.title, "url": f"/desk/services/{service.pk}"},
    ]
