"""Join, confirm, decline, leave, swap: what a volunteer does on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest

from .. import actions, fitting
from ..actions.enrolling import NotCleared
from ..models import Enrolment, Part, RosterFeed, Shift, Swap
from .feeds import link_of
from .fits import written_fits
from .public import readable_shift

INSTEAD = 3  # shifts named beside a refusal


@login_required
@require_POST
def join(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Take a place, or one on the waiting list; or say each reason why not."""
    shift = readable_shift(request, shift_id)
    part = Part.objects.filter(post=shift.post_id, pk=_key(request, "part")).first()
    try:
        actions.join(shift, by=request.user, part=part)
    except NotCleared as error:
        return _not_cleared(request, shift, error)
    return redirect("rosters:shift", shift_id=shift_id)


def _not_cleared(request: PersonRequest, shift: Shift, error: NotCleared) -> HttpResponse:
    """Say each reason why not, what to do next, and what one may do instead."""
    found = fitting.for_me(request.user.pk, timezone.now(), most=INSTEAD)
    context = {
        "shift": shift,
        "refusals": error.refusals,
        "instead": written_fits(found[0] if found else [], get_token(request)),
    }
    return render(request, "rosters/not_cleared.html", context, status=409)


def _key(request: PersonRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # no row has this key


@login_required
@require_POST
def confirmation(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Take the place one was asked for."""
    row = own(request, enrolment_id)
    try:
        actions.confirm(row, by=request.user)
    except NotCleared as error:
        return _not_cleared(request, row.shift, error)
    return redirect("rosters:shift", shift_id=row.shift_id)


@login_required
@require_POST
def declining(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Say no to an invitation."""
    row = actions.decline(own(request, enrolment_id), by=request.user)
    messages.success(request, _("Thank you for saying so. It costs you nothing."))
    return redirect("rosters:shift", shift_id=row.shift_id)


@login_required
@require_POST
def leaving(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Give the place back."""
    row = actions.leave(own(request, enrolment_id), by=request.user)
    messages.success(request, _("Your place is free for somebody else."))
    return redirect("rosters:shift", shift_id=row.shift_id)


def own(request: PersonRequest, enrolment_id: int) -> Enrolment:
    """Return an enrolment the reader may see, or 404."""
    rows = Enrolment.objects.visible_to(request.user).select_related("shift__post__place", "person")
    found: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    return found


@login_required
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """List one's own shifts: to come, then past; and what others offer."""
    now = timezone.now()
    rows = Enrolment.objects.filter(person=request.user).select_related(
        "shift__post__place__parent", "shift__post__site", "part"
    )
    coming = rows.standing().filter(shift__ends_at__gte=now).order_by("shift__starts_at", "pk")
    past = rows.exclude(pk__in=coming.values("pk")).order_by("-shift__starts_at", "-pk")
    offers = (
        Swap.objects.open(now)
        .offered_to(request.user)
        .filter(given__shift__post__place__path__startswith=_near(request.user))
    )
    context = {
        "coming": coming[:60], "past": past[:60],
        "offers": offers.select_related(
            "given__shift__post__place__parent", "given__person", "wanted__shift__post"
        )[:20],
        "feed_url": link_of(request, RosterFeed.objects.filter(person=request.user).first()),
    }  # fmt: skip
    return render(request, "rosters/mine.html", context)


def _near(person: Person) -> str:
    """Return the path of the town the person lives in; "" for nowhere known."""
    return "/".join(person.home.path.split("/")[:2]) if person.home else ""


@login_required
@require_POST
def feed(request: PersonRequest) -> HttpResponse:
    """Make one's secret calendar link, or a new one in place of the old."""
    actions.renew_feed(by=request.user)
    return redirect("rosters:mine")


@login_required
@require_POST
def offering(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Offer one's place to anybody who may, or for a place somebody else holds."""
    row = own(request, enrolment_id)
    wanted = Enrolment.objects.filter(
        pk=_key(request, "wanted"), shift__in=Shift.objects.on_the_board(timezone.now())
    ).first()
    swap = actions.offer_place(
        row, by=request.user, wanted=wanted, words=request.POST.get("words", "")[:200]
    )
    return redirect("rosters:swap", swap_id=swap.pk)


@login_required
@never_cache
def swap(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Show an offered place to those it is offered to."""
    found = _swap(request, swap_id)
    context = {
        "swap": found, "shift": found.given.shift, "now": timezone.now(),
        "is_mine": found.given.person_id == request.user.pk,
        "keeps": Shift.objects.visible_to(request.user).filter(pk=found.given.shift_id).exists(),
    }  # fmt: skip
    return render(request, "rosters/swap.html", context)


@login_required
@require_POST
def taking(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Take an offered place."""
    found = _swap(request, swap_id)
    try:
        actions.take_place(found, by=request.user)
    except NotCleared as error:
        return _not_cleared(request, found.given.shift, error)
    return redirect("rosters:swap", swap_id=swap_id)


@login_required
@require_POST
def settling(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Approve a swap at the desk."""
    actions.settle_swap(_swap(request, swap_id), by=request.user)
    return redirect("rosters:swap", swap_id=swap_id)


@login_required
@require_POST
def withdrawing(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Keep one's place after all, or say no to an offer."""
    actions.withdraw_swap(_swap(request, swap_id), by=request.user)
    return redirect("rosters:mine")


def _swap(request: PersonRequest, swap_id: int) -> Swap:
    """Return an offer made by the reader, to them or to anybody, or one the desk keeps; or 404."""
    person = request.user
    kept = Shift.objects.visible_to(person).values("pk")
    rows = (
        Swap.objects.filter(to=None) | Swap.objects.filter(to=person)
        | Swap.objects.filter(given__person=person) | Swap.objects.filter(given__shift__in=kept)
    )  # fmt: skip
    found: Swap = get_object_or_404(
        rows.select_related(
            "given__shift__post__place__parent", "given__person__home", "given__part", "to",
            "wanted__shift__post__place", "wanted__person", "taken_by",
        ),
        pk=swap_id,
    )  # fmt: skip
    return found


@login_required
@never_cache
def shift_mates(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Let somebody in a shift choose whose place they would like instead."""
    shift = readable_shift(request, shift_id)
    row = get_object_or_404(Enrolment, shift=shift, person=request.user, state="joined")
    others = Enrolment.objects.filter(
        shift__in=Shift.objects.on_the_board(timezone.now()).filter(post__request=shift.post.request),
        state="joined", person__isnull=False,
    ).exclude(shift=shift).exclude(person=request.user)  # fmt: skip
    context = {
        "shift": shift, "row": row,
        "others": others.select_related("shift__post__place__parent", "person").order_by(
            "shift__starts_at", "pk"
        )[:40],
    }  # fmt: skip
    return render(request, "rosters/offer.html", context)
