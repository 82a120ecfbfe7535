"""Orders of the headquarters: issue, acknowledge, answer, withdraw."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.models import Person, Team
from tongxin.people.requests import PersonRequest
from tongxin.rosters.models import Post

from .. import actions
from ..forms import AnswerForm, OrderForm
from ..models import Order
from .folding import folded

PAGE = 50
CRUMB = {"label": gettext_lazy("Orders"), "url": "/desk/orders"}


@login_required
@never_cache
def orders(request: PersonRequest) -> HttpResponse:
    """List the orders the reader gave, oversees or has to carry out."""
    rows = Order.objects.visible_to(request.user).select_related(
        "post__place__parent", "unit", "team", "issued_by"
    )
    posts = Post.objects.open().visible_to(request.user).select_related("place__parent")
    if not request.user.teams_led:
        request.user.must_somewhere("roster.see")
    may = "order.give" in request.user.powers_anywhere()
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "posts": posts.order_by("-made_at")[:60] if may else [],
    }
    return render(request, "dispatch/orders.html", context)


@login_required
@never_cache
def issue(request: PersonRequest, post_id: int) -> HttpResponse:
    """Order a unit or team to a post."""
    request.user.must_somewhere("order.give")
    rows = Post.objects.visible_to(request.user).select_related("place__parent")
    post = get_object_or_404(rows, pk=post_id)
    form = OrderForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            order = actions.issue_order(post, actions.Command(**form.cleaned_data), by=request.user)
            return redirect("dispatch:order", order.pk)
    context = {"form": form, "post": post, "crumbs": [CRUMB]}
    status = 422 if form.is_bound else 200
    return render(request, "dispatch/issue.html", context, status=status)


def _seen(request: PersonRequest, order_id: int) -> Order:
    rows = Order.objects.visible_to(request.user).select_related(
        "post__place__parent", "post__site", "unit__place", "team__place", "issued_by", "taken_by",
        "place",
    )  # fmt: skip
    found: Order = get_object_or_404(rows, pk=order_id)
    return found


@login_required
@never_cache
def order(request: PersonRequest, order_id: int) -> HttpResponse:
    """Show an order, and what can be done about it."""
    found, person = _seen(request, order_id), request.user
    teams = _brings(found, person)
    coming = found.post.shifts.filter(state="open", ends_at__gt=timezone.now())
    context = {
        "order": found, "form": AnswerForm(), "crumbs": [CRUMB],
        "may_give": person.may("order.give", at=found.place),
        "may_take": bool(teams) or person.may("order.take", at=found.to_place),
        "may_see_post": Post.objects.visible_to(person).filter(pk=found.post_id).exists(),
        "teams": teams, "shifts": folded(list(coming.order_by("starts_at")[:20])),
    }  # fmt: skip
    return render(request, "dispatch/order.html", context)


def _brings(order: Order, leader: Person) -> list[Team]:
    """Return the teams the reader leads that an order wants: itself, or those of its unit."""
    if order.state not in ("issued", "taken"):
        return []
    wanted = Q(pk=order.team_id) if order.team_id else Q(unit=order.unit_id)
    return list(Team.objects.filter(wanted, pk__in=leader.teams_led).order_by("pk"))


@require_POST
@login_required
def step(request: PersonRequest, order_id: int, what: str) -> HttpResponse:
    """Take, answer or withdraw an order."""
    found, said = _seen(request, order_id), request.POST.get("answer", "")
    if what == "taking":
        actions.take_order(found, by=request.user)
    elif what == "answer":
        actions.answer_order(found, answer=said, by=request.user)
    else:
        actions.withdraw_order(found, reason=said, by=request.user)
    return redirect("dispatch:order", order_id)
