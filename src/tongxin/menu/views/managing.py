"""One service at the desk: its times, who booked, who came; booking for an elder."""

import uuid

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest
from tongxin.places.queries import under_any

from .. import actions, board
from ..desk_forms import ChangeSessionForm, GuestForm, ReasonForm, SessionForm
from ..models import Booking, Service, Session
from .desk import own_service


@login_required
def manage(request: PersonRequest, service_id: int) -> HttpResponse:
    """Show a service with everything one may do with it now."""
    service = own_service(request, service_id)
    sessions = board.with_seats(service.sessions.select_related("place__parent"))
    context = {
        "service": service,
        "sessions": sessions.order_by("-starts_at")[:60],
        "answers": service.answers.select_related("need__place__parent")[:30],
        "answered": service.answers.count(),
        "may_approve": request.user.may("service.approve", at=service.team.place),
        "may_ask": "request.ask" in request.user.powers_anywhere(),
        "form": SessionForm(initial={"capacity": service.capacity, "minutes": 90, "repeat": 1}),
        "reason": ReasonForm(),
        "crumbs": [{"label": _("Menu desk"), "url": "/desk/menu"}],
    }
    return render(request, "menu/desk/service.html", context)


@login_required
@require_POST
def sessions(request: PersonRequest, service_id: int) -> HttpResponse:
    """Add a time, or the same time for so many weeks."""
    service = own_service(request, service_id)
    form = SessionForm(request.POST)
    if not form.is_valid():
        context = {"service": service, "form": form}
        return render(request, "menu/desk/session_form.html", context, status=422)
    for starts_at, ends_at in form.times():
        actions.add_session(
            service, at=form.cleaned_data["at"], venue=form.cleaned_data["venue"],
            capacity=form.cleaned_data["capacity"], starts_at=starts_at, ends_at=ends_at,
            by=request.user,
        )  # fmt: skip
    return redirect("menu:manage", service_id=service_id)


def desk_session(request: PersonRequest, session_id: int) -> Session:
    """Return a session the reader manages, or at whose place they book for others; else 404."""
    rows = Session.objects.select_related("service__team__place", "place__parent")
    session: Session = get_object_or_404(rows, pk=session_id)
    manages = request.user.may_for("session.manage", team=session.service.team)
    if not manages and not request.user.may("booking.enter", at=session.place):
        raise Http404
    return session


@login_required
def roll(request: PersonRequest, session_id: int) -> HttpResponse:
    """Show who booked and who waits; tick off who came; print as a roll."""
    session = desk_session(request, session_id)
    bookings = list(session.bookings.select_related("person").order_by("asked_at", "pk"))
    start = {
        "venue": session.venue, "starts_at": timezone.localtime(session.starts_at),
        "ends_at": timezone.localtime(session.ends_at), "capacity": session.capacity,
    }  # fmt: skip
    context = {
        "session": session,
        "bookings": [b for b in bookings if b.state != Booking.State.WAITING],
        "waiting": [b for b in bookings if b.state == Booking.State.WAITING],
        "has_begun": session.starts_at <= timezone.now(),
        "manages": request.user.may_for("session.manage", team=session.service.team),
        "may_book": actions.may_book_for_others(session, request.user),
        "guest": GuestForm(initial={"client_key": uuid.uuid4().hex, "seats": 1}),
        "change": ChangeSessionForm(initial=start),
        "reason": ReasonForm(),
        "crumbs": [
            {"label": _("Menu desk"), "url": "/desk/menu"},
            {"label": session.service.title, "url": f"/desk/services/{session.service_id}"},
        ],
    }
    return render(request, "menu/desk/roll.html", context)


@login_required
def guests(request: PersonRequest, session_id: int) -> HttpResponse:
    """Book for an elder, or somebody on the phone; the code is printed or sent."""
    rows = board.with_seats(Session.objects.select_related("service__team__place", "place__parent"))
    session = get_object_or_404(rows, pk=session_id, service__state=Service.State.OPEN)
    if not actions.may_book_for_others(session, request.user):
        raise Http404
    form = GuestForm(request.POST or None, initial={"client_key": uuid.uuid4().hex, "seats": 1})
    if request.method == "POST" and form.is_valid():
        booking = actions.book(session, by=request.user, **form.cleaned_data)
        return redirect("menu:slip", code=booking.code)
    crumbs = [{"label": _("Book for an elder"), "url": reverse("menu:elders")}]
    context = {"session": session, "form": form, "crumbs": crumbs}
    status = 422 if request.method == "POST" else 200
    return render(request, "menu/desk/guest_form.html", context, status=status)


@login_required
@require_POST
def change(request: PersonRequest, session_id: int) -> HttpResponse:
    """Change time, room or seats; everybody who booked is told."""
    session = desk_session(request, session_id)
    form = ChangeSessionForm(request.POST)
    if not form.is_valid():
        context = {"session": session, "form": form}
        return render(request, "menu/desk/change_form.html", context, status=422)
    before = {name: getattr(session, name) for name in form.cleaned_data}
    changed = {name: new for name, new in form.cleaned_data.items() if new != before[name]}
    if changed:
        actions.change_session(session, by=request.user, **changed)
    return redirect("menu:roll", session_id=session_id)


@login_required
@require_POST
def calling_off(request: PersonRequest, session_id: int) -> HttpResponse:
    """Call a session off, with the reason everybody is told."""
    session = desk_session(request, session_id)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else _("We are sorry.")
    actions.cancel_session(session, reason=reason, by=request.user)
    return redirect("menu:roll", session_id=session_id)


@login_required
@require_POST
def attendance(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Tick off one who came, or did not."""
    booking = get_object_or_404(
        Booking.objects.visible_to(request.user).select_related("session"), pk=booking_id
    )
    state = "attended" if request.POST.get("state") == "attended" else "missed"
    actions.mark_attendance(booking, state=state, by=request.user)
    return redirect("menu:roll", session_id=booking.session_id)


@login_required
def elders(request: PersonRequest) -> HttpResponse:
    """List the coming sessions a station may book for its elders."""
    request.user.must_somewhere("booking.enter")
    paths = request.user.paths_where("booking.enter")
    above = {path[: end + 1] for path in paths for end, mark in enumerate(path) if mark == "/"}
    offered = Service.places.through.objects.filter(place__path__in=above).values("service")
    now = timezone.now()
    rows = Session.objects.coming(now).filter(
        under_any(paths, "place__path") | Q(service__in=offered),
        service__state=Service.State.OPEN, starts_at__gt=now,
    )  # fmt: skip
    towns = ["/".join(path.split("/")[:2]).rstrip("/") + "/" for path in paths]
    far = Case(
        When(under_any(paths, "place__path"), then=0),
        When(under_any(towns, "place__path"), then=1),
        default=2,
    )
    sessions = board.with_seats(rows.select_related("service__team", "place__parent"))
    nearest = sessions.annotate(far=far).order_by("far", "starts_at", "pk")
    return render(request, "menu/desk/elders.html", {"sessions": nearest[:100]})
