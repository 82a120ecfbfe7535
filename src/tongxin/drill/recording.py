"""Ten days of served hours: what the ledger, stars, points and certificates of the demo hold."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.records.actions import (
    Told,
    ask_certificate,
    ask_make_up,
    ask_stars,
    correct,
    credit,
    dispute,
    issue_certificate,
    look_for_findings,
    name_issuer,
    offer_reward,
    redeem,
    seal_lines,
)
from tongxin.records.models import Credit
from tongxin.records.rules import rules_in_force
from tongxin.records.stints import Stint

from .cast import Cast
from .scales import Say

DAYS = 10
HELPERS = 12  # besides the star
HOUR = timedelta(hours=1)
DONE = (  # what was done: activity, content, for whom, class
    ("湖㳇镇卡口值守", "测温、登记、劝返", "过往车辆和行人", "screening"),
    ("村口引导", "引导排队，发放宣传单", "本村村民", "publicity"),
    ("给独居老人送菜", "代买、送菜上门", "独居老人", "guarding"),
    ("楼道消毒", "楼道、电梯、垃圾桶消毒", "小区居民", "disinfection"),
)
OFFERED = (("毛巾一条", 50, 40), ("保温杯一个", 300, 12), ("免费理发一次", 80, 20))
STAR_STINTS = 30  # so many more of four hours make the star's hundred


def keep(cast: Cast, now: datetime, say: Say) -> None:
    """Fill the ledger, let the star ask for stars, a reward and a certificate; one disputes."""
    say("hours and certificates", 0, 3)
    chief, star = cast.stars["zhuren"], cast.stars["zhiyuanzhe"]
    village = star.seat
    name_issuer(
        cast.city, organisation="宜兴市新时代文明实践中心", principal="（演练）负责人",
        contact="（演练）号码待核实", by=chief,
    )  # fmt: skip
    for title, points, count in OFFERED:
        offer_reward(village, title=title, points=points, count=count, by=chief)
    _serve(cast, village, now)
    say("hours and certificates", 1, 3)
    _claim(star, chief, village, now)
    say("hours and certificates", 2, 3)
    while seal_lines(by=robot("clock")):
        pass
    look_for_findings(by=robot("clock"))
    say("hours and certificates", 3, 3)


def _serve(cast: Cast, village: Place, now: datetime) -> None:
    star, keeper = cast.stars["zhiyuanzhe"], cast.stars["zhanzhang"]
    town = village.path.rsplit("/", 2)[0] + "/"
    near = Person.objects.filter(volunteer__state="active", home__path__startswith=town)
    people = [star, *near.exclude(pk=star.pk).order_by("pk")[:HELPERS]]
    morning = timezone.localtime(now).replace(hour=8, minute=0, second=0, microsecond=0)
    for day in range(DAYS, 0, -1):
        for row, person in enumerate(people):
            credit(_stint(person, keeper, village, morning - timedelta(day), row, day), by=person)
    for day in range(DAYS + 1, DAYS + STAR_STINTS + 1):
        credit(_stint(star, keeper, village, morning - timedelta(day), 0, day), by=star)


def _stint(
    person: Person, keeper: Person, village: Place, start: datetime, row: int, day: int
) -> Stint:
    title, content, client, service_class = DONE[(row + day) % len(DONE)]
    late, early = 5 * ((row + day) % 4), 10 * (row % 3)
    return Stint(
        person=person, occasion_key=f"rehearsed:{day}-{row}", title=title, place=village,
        content=content, client="" if (row, day) == (2, 3) else client,
        service_class=service_class, starts_at=start, ends_at=start + 4 * HOUR,
        came_at=start + timedelta(minutes=late),
        left_at=start + 4 * HOUR - timedelta(minutes=early),
        flags=("closed_at_end",) if row == 1 and day < 5 else (), principal=keeper,
        recorder=person, device="one-phone" if day == 2 and row in (4, 5, 6) else "",
    )  # fmt: skip


def _claim(star: Person, chief: Person, village: Place, now: datetime) -> None:
    """One line is disputed, one was corrected; stars, a make-up and two certificates wait."""
    lines: Sequence[Credit] = list(Credit.objects.filter(person=star).order_by("-served_from"))
    dispute(lines[2], words="我八点整就到了，签到前排队排了十分钟。", by=star)
    left = lines[4].starts_at + 3 * HOUR
    correct(
        lines[4], came_at=lines[4].came_at, left_at=left, pauses_minutes=0,
        reason="提前一小时离岗，组长确认", by=chief,
    )  # fmt: skip
    if Person.objects.get(pk=star.pk).hours_book.verified_minutes >= (
        rules_in_force().star_hours[0] * 60
    ):
        ask_stars(1, by=star)
    swept = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=12, hours=20)
    told = Told(
        "雪天扫路", village, "清扫村道积雪", swept, swept + 2 * HOUR, 120, client="本村村民",
        proof_words="组长手写签到表第 3 行",
    )  # fmt: skip
    ask_make_up(star, told, by=star)
    redeem(village.rewards.order_by("points")[0], uid=UUID(int=1), by=star)
    since, until = timezone.localdate(now - timedelta(days=60)), timezone.localdate(now)
    first = ask_certificate(
        star, since=since, until=until, uid=UUID(int=2), purpose="入学", by=star
    )
    issue_certificate(first, by=chief)
    ask_certificate(star, since=since, until=until, uid=UUID(int=3), by=star)
