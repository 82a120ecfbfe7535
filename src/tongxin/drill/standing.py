"""On duty at this moment: who came, who is late, who was turned away, who did not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tongxin.duty.actions import (
    call_in,
    check_in,
    fall_unwell,
    make_screen,
    record_absences,
    write_handover,
)
from tongxin.duty.actions.refusals import TurnedAway
from tongxin.duty.codes import digits_of, door_of, window_of
from tongxin.duty.models import Attendance
from tongxin.duty.times import usual_times
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.places.models import ServiceClass
from tongxin.protection.actions import declare_health, issue_kit
from tongxin.protection.health import Answers
from tongxin.rosters import actions as rosters
from tongxin.rosters.gates import refusals_of
from tongxin.rosters.models import Enrolment, Post, Shift
from tongxin.rosters.occasions import occasion_of
from tongxin.training.actions import give_passes
from tongxin.training.models import Module
from tongxin.volunteers.models import Volunteer

from .cast import TOWN, Cast
from .clock import at
from .enrolling import RECORD
from .recruiting import book
from .scales import Say

MINUTE = timedelta(minutes=1)
EARLIEST = 90 * MINUTE  # before that nobody has been on duty today
BEGINS = (-70, -12, 40)  # minutes from now: one shift runs, one has just begun, one is next
LONG = 180 * MINUTE
WANTED = 8  # people, besides the star
LOOKED_AT = 60  # volunteers asked whether they may stand there
CLASS = "publicity"
WELL, FEVER = Answers(Decimal("36.5")), Answers(Decimal("37.6"), ("throat",))
UNWELL = "头晕，站了一个小时后觉得冷"
NOTE = "额温枪放在传达室窗台；三号楼张奶奶要的药下午送到，请转交。"


@dataclass(frozen=True)
class Scene:
    """The three shifts, and whoever may stand in them."""

    running: Shift
    begun: Shift
    coming: Shift
    people: Sequence[Person]


def stand(cast: Cast, now: datetime, say: Say) -> None:
    """Put people on duty in the village of the demo; at night nobody is."""
    local = timezone.localtime(now)
    if local - local.replace(hour=0, minute=0) < EARLIEST:
        return
    say("people on duty", 0, 3)
    scene = _scene(cast, now)
    say("people on duty", 1, 3)
    _come(scene, cast, now)
    say("people on duty", 2, 3)
    record_absences(by=robot("clock"))
    write_handover(scene.running, words=NOTE, by=cast.stars["zhanzhang"])
    make_screen(cast.village, name="服务大厅", by=cast.stars["zhanzhang"])
    say("people on duty", 3, 3)


def _scene(cast: Cast, now: datetime) -> Scene:
    """Make the post this morning, while its shifts still lay ahead."""
    with at(now - 4 * 60 * MINUTE):
        post = _post(cast, now)
        starts = [now + minutes * MINUTE for minutes in BEGINS]
        times = [(start, start + LONG) for start in starts]
        rosters.add_shifts(post, times=times, by=cast.stars["zhuren"])
        notice = rosters.write_notice(
            post.request, title="招募：便民点引导", by=cast.stars["zhuren"]
        )
        rosters.publish_notice(notice, by=cast.stars["zhuren"])
        running, begun, coming = post.shifts.select_related("post__place", "post__request__unit")
        return Scene(running, begun, coming, _who_may(cast, running))


def _post(cast: Cast, now: datetime) -> Post:
    chief, today = cast.stars["zhuren"], timezone.localdate(now)
    request = rosters.ask(
        title="便民点引导", words="引导取件、取药的村民排队，提醒戴口罩、保持距离。",
        at=cast.village, hands=WANTED, starts_on=today, ends_on=today + timedelta(days=1),
        service_class=ServiceClass.objects.get(pk=CLASS), by=cast.stars["zhanzhang"],
    )  # fmt: skip
    rosters.approve_request(request, by=chief)
    post = rosters.make_post(
        request, at=cast.village, title=request.title, duties=request.words, by=chief,
        venue="村委会门口", risks="户外寒冷。", guarantees=book()["guarantees"],
        parts=[{"name": "引导员", "minimum": 2, "maximum": 6}],
        team=next(team for team in cast.every_team if team.place.code == TOWN),
        contact_name="林站长",
    )  # fmt: skip
    return rosters.allow_across_towns(post, reason="演练：邻镇志愿者支援便民点", by=chief)


def _who_may(cast: Cast, shift: Shift) -> list[Person]:
    """Return some from elsewhere whom no gate keeps out; neighbours are left for the plan."""
    part = shift.post.parts.get()
    rows = Volunteer.objects.filter(state=Volunteer.State.ACTIVE).order_by("pk")
    rows = rows.exclude(person=cast.stars["zhiyuanzhe"]).exclude(person__home=cast.village)
    found = list(rows.select_related("person__home")[:LOOKED_AT])
    for module in Module.objects.filter(pk__in=["basics", "protection", CLASS]):
        people = [row.person for row in found]
        give_passes(people, module, evidence=RECORD, by=cast.stars["zhuren"])
    return [row.person for row in found if not refusals_of(row, shift, part)][:WANTED]


def _come(scene: Scene, cast: Cast, now: datetime) -> None:
    """Of those who may: two are there, one is turned away, one never came, one is late."""
    first, absent, away, late, *others = [*scene.people, *[None] * WANTED][:WANTED]
    free = [who for who in others if who and not who.enrolments.standing().exists()]
    unwell = free[0] if free else None  # nobody who falls ill leaves another shift in the lurch
    second, third = [*(who for who in others if who != unwell), None][:2]
    keeper = cast.stars["zhanzhang"]
    with at(now - 2 * 60 * MINUTE):
        rows = {who.pk: rosters.join(scene.running, by=who)
                for who in (first, absent, away, unwell, second) if who}  # fmt: skip
        for who in (late, third):
            if who:
                rosters.join(scene.begun, by=who)
        _star(scene, cast)
    with at(now - 75 * MINUTE):
        for who in (first, unwell, second):
            if who:
                _comes_in(rows[who.pk], who, keeper)
    with at(now - 66 * MINUTE):
        if away:
            _is_turned_away(rows[away.pk], away, keeper)
    with at(now - 14 * MINUTE):
        if third:
            _comes_in(scene.begun.enrolments.get(person=third), third, keeper, roll=True)
        if unwell:
            fall_unwell(rows[unwell.pk].attendance, what=UNWELL, by=unwell)


def _star(scene: Scene, cast: Cast) -> None:
    star, part = cast.stars["zhiyuanzhe"], scene.coming.post.parts.get()
    if not refusals_of(star.volunteer, scene.coming, part):
        rosters.join(scene.coming, by=star)


def _comes_in(row: Enrolment, who: Person, keeper: Person, *, roll: bool = False) -> Attendance:
    """Be well, be protected, and pass the door."""
    declare_health(who, WELL, by=who)
    issue_kit(who, occasion_of(row.shift), by=keeper)
    if roll:
        return call_in(row, by=keeper)
    return check_in(row, code=_digits(row.shift), by=who)


def _is_turned_away(row: Enrolment, who: Person, keeper: Person) -> None:
    declare_health(who, FEVER, by=who)
    try:
        check_in(row, code=_digits(row.shift), by=who)
    except TurnedAway:
        return


def _digits(shift: Shift) -> str:
    seconds = usual_times().code_seconds
    return digits_of(door_of(shift), window_of(timezone.now(), seconds))
