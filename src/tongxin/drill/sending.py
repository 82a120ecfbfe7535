"""Who goes where: a plan sent and answered, a draft, a team that is ordered by the headquarters."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.dispatch.actions import (
    Command,
    draw,
    issue_order,
    order_plan,
    send_now,
    send_plan,
    take_order,
)
from tongxin.dispatch.models import Plan
from tongxin.people.actions import create_team, join_team, robot, set_capacity
from tongxin.people.models import Membership, Person, Team
from tongxin.places.models import Place
from tongxin.rosters.actions import confirm, decline
from tongxin.rosters.models import Post
from tongxin.volunteers.models import Volunteer

from .cast import TOWN, Cast
from .scales import Say, Scale

RESCUE, MEMBERS = "民间救援队", 5
CAPACITY = 6  # people a team of the demo can send at one time
ANSWERS = (True, None, False)  # accepted, not answered yet, declined; and so on


def found_rescue(cast: Cast) -> Team:
    """Found the rescue team of the town, and say of every team how many it can send."""
    installer, leader = robot("installer"), cast.stars["duizhang"]
    team = create_team(name=RESCUE, at=cast.places[TOWN], by=installer)
    join_team(team, leader, role=Membership.Role.LEADER, by=installer)
    rows = Volunteer.objects.filter(state=Volunteer.State.ACTIVE).order_by("-pk")
    for row in rows.exclude(person=cast.stars["zhiyuanzhe"])[:MEMBERS]:
        join_team(team, row.person, role=Membership.Role.MEMBER, by=installer)
    for one in [team, *cast.every_team]:
        set_capacity(one, CAPACITY, by=installer)
    return team


def send(size: Scale, cast: Cast, now: datetime, say: Say) -> None:
    """Let a town send its plan and have it answered, the city draw one, the headquarters order."""
    say("plans, offers, orders", 0, 3)
    town, first = cast.places[TOWN], timezone.localdate(now) + timedelta(days=1)
    _answer(_sent(town, first, by=cast.stars["suozhang"]))
    say("plans, offers, orders", 1, 3)
    _drawn(cast.city, first + timedelta(days=2), days=size.planned, by=cast.stars["zhuren"])
    say("plans, offers, orders", 2, 3)
    _order(cast)
    say("plans, offers, orders", 3, 3)


def _drawn(place: Place, first: date, *, days: int, by: Person) -> Plan:
    plan = order_plan(place, first=first, last=first + timedelta(days=days - 1), by=by)
    return draw(plan, by=by)


def _sent(place: Place, first: date, *, by: Person) -> Plan:
    plan = _drawn(place, first, days=2, by=by)
    if plan.is_draft:
        send_now(send_plan(plan, by=by), by=by)
    return plan


def _answer(plan: Plan) -> None:
    """Let some say yes, some no; the others wait. Who says no is replaced as in the real city."""
    offers = plan.offers.select_related("enrolment__person", "enrolment__shift__post__place")
    for n, offer in enumerate(offers.order_by("pk")):
        said, row = ANSWERS[n % len(ANSWERS)], offer.enrolment
        if said is None or row.person is None:
            continue
        (confirm if said else decline)(row, by=row.person)


def _order(cast: Cast) -> None:
    """Order the rescue team to a checkpoint: one order is acknowledged, the next waits."""
    chief, leader = cast.stars["zhiban"], cast.stars["duizhang"]
    team = Team.objects.get(name=RESCUE)
    posts = Post.objects.open().filter(kind=Post.Kind.CHECKPOINT).order_by("pk")[:2]
    for n, post in enumerate(posts):
        command = Command(
            hands=3, team=team, across_towns=True,
            reason="演练：春运返程车流增加，请救援队整队支援卡口值守。",
        )  # fmt: skip
        order = issue_order(post, command, by=chief)
        if n == 0:
            take_order(order, by=leader)
