"""Orders of the headquarters across units (rule 31): number, issuer, time, reason."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to
from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place
from tongxin.protection.alarms import coordinators
from tongxin.rosters.actions import allow_across_towns
from tongxin.rosters.models import Post

from ..models import Order


class BadOrder(DomainError):
    """An order names one unit or team, how many people, and why."""

    status = 422


class OrderOver(DomainError):
    """The order was carried out or withdrawn before."""


@dataclass(frozen=True)
class Command:
    """What an order says."""

    hands: int
    reason: str
    unit: Unit | None = None
    team: Team | None = None
    across_towns: bool = False


@transaction.atomic
def issue_order(post: Post, command: Command, *, by: Person) -> Order:
    """Order a unit or a team to send people to a post. Raises `BadOrder`, `NotAllowed`.

    Only the headquarters order across units. `across_towns` also lets volunteers of other towns
    stand there while a response level forbids it (rule 30).
    """
    city = Place.objects.select_for_update(of=("self",)).get(parent=None)
    by.must("order.give", at=city)
    reason = command.reason.strip()
    if not reason or command.hands < 1 or (command.unit is None) == (command.team is None):
        raise BadOrder(_("An order names one unit or one team, how many people, and the reason."))
    order: Order = Order.objects.create(
        number=_next_number(), place=city, post=post, unit=command.unit, team=command.team,
        hands=command.hands, reason=reason[:300], across_towns=command.across_towns, issued_by=by,
    )  # fmt: skip
    if command.across_towns and post.across_towns_by_id is None:
        allow_across_towns(post, reason=order.number, by=by)
    _tell(order, _heads_of(order), gettext_noop("Order %(number)s of the headquarters: %(post)s"))
    record(
        "order.issued", by=by, on=order, at=post.place, number=order.number, to=order.to,
        hands=order.hands, reason=order.reason, across_towns=order.across_towns,
    )  # fmt: skip
    return order


def _next_number() -> str:
    """Return the next number of the year; the city is locked by the caller."""
    year = timezone.localdate().year
    return f"{year}-{Order.objects.filter(number__startswith=f'{year}-').count() + 1:03d}"


@transaction.atomic
def take_order(order: Order, *, by: Person) -> Order:
    """Acknowledge an order: it has arrived and is being carried out. Twice is once."""
    order = _mine(order, by)
    if order.state == Order.State.TAKEN:
        return order
    _must_stand(order, Order.State.ISSUED)
    order.state, order.taken_by, order.taken_at = Order.State.TAKEN, by, timezone.now()
    order.save(update_fields=["state", "taken_by", "taken_at"])
    record("order.taken", by=by, on=order, at=order.post.place, number=order.number)
    _tell(order, [order.issued_by], gettext_noop("Order %(number)s is acknowledged: %(post)s"))
    return order


@transaction.atomic
def answer_order(order: Order, *, answer: str, by: Person) -> Order:
    """Report an order carried out, with what was done. Raises `OrderOver`, `BadOrder`."""
    order = _mine(order, by)
    _must_stand(order, Order.State.ISSUED, Order.State.TAKEN)
    if not answer.strip():
        raise BadOrder(_("Say in a sentence what was done."))
    order.state, order.answer, order.ended_at = Order.State.ANSWERED, answer[:300], timezone.now()
    order.save(update_fields=["state", "answer", "ended_at"])
    record("order.answered", by=by, on=order, at=order.post.place, number=order.number)
    _tell(order, [order.issued_by], gettext_noop("Order %(number)s is carried out: %(post)s"))
    return order


@transaction.atomic
def withdraw_order(order: Order, *, reason: str, by: Person) -> Order:
    """Withdraw an order; who acknowledged it is told. Raises `OrderOver`, `BadOrder`."""
    by.must("order.give", at=order.place)
    order = _fresh(order)
    _must_stand(order, Order.State.ISSUED, Order.State.TAKEN)
    if not reason.strip():
        raise BadOrder(_("Say why the order is withdrawn."))
    order.state, order.answer, order.ended_at = Order.State.WITHDRAWN, reason[:300], timezone.now()
    order.save(update_fields=["state", "answer", "ended_at"])
    record("order.withdrawn", by=by, on=order, at=order.post.place, number=order.number)
    _tell(order, _heads_of(order), gettext_noop("Order %(number)s is withdrawn: %(post)s"))
    return order


def _fresh(order: Order) -> Order:
    rows = Order.objects.select_for_update(of=("self",))
    found: Order = rows.select_related("post__place", "team", "unit", "issued_by").get(pk=order.pk)
    return found


def _mine(order: Order, by: Person) -> Order:
    """Return the order fresh and locked, if `by` answers for whom it is given to."""
    order = _fresh(order)
    if not any(by.pk == head.pk for head in _heads_of(order)):
        by.must("order.take", at=order.to_place)
    return order


def _must_stand(order: Order, *states: str) -> None:
    if order.state not in states:
        raise OrderOver(_("This order is over."))


def _heads_of(order: Order) -> list[Person]:
    """The leaders of the team, or of the unit's teams; if nobody leads, who takes orders there."""
    rows = Person.objects.filter(memberships__role__in=["leader", "deputy"])
    if order.team_id:
        rows = rows.filter(memberships__team=order.team_id)
    else:
        rows = rows.filter(memberships__team__unit=order.unit_id)
    return list(rows.select_related("home").distinct()) or coordinators(
        order.to_place, "order.take"
    )


def _tell(order: Order, people: list[Person], subject: str) -> None:
    facts = {"number": order.number, "post": order.post, "hands": order.hands,
             "where": order.post.where, "reason": order.answer or order.reason}  # fmt: skip
    letters = [
        letter_to(
            person, about=order, subject=subject, values=facts,
            body=gettext_noop("%(hands)s people, %(where)s. %(reason)s"),
            url=reverse("dispatch:order", args=[order.pk]),
        )
        for person in people
    ]  # fmt: skip
    post_many([letter for letter in letters if letter])
