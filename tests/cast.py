"""The cast: a city, a town, two villages, and the people in them."""

import pytest

from tongxin.people.actions import create_person, create_team, give_grant, join_team, robot
from tongxin.people.models import Person, Team
from tongxin.places.models import Place, Platform, ServiceClass

PLATFORMS = ["theory", "education", "culture", "science", "sports_health"]
CLASSES = [
    "publicity", "guarding", "screening", "disinfection", "information", "psychological",
]  # fmt: skip


@pytest.fixture
def city(db):
    for order, code in enumerate(PLATFORMS):
        Platform.objects.create(code=code, name=code, order=order)
    for order, code in enumerate(CLASSES):
        ServiceClass.objects.create(code=code, name=code, order=order)
    return Place.objects.create(
        code="320282", name="宜兴市", name_en="Yixing", level="centre", path="320282/"
    )


@pytest.fixture
def town(city):
    return Place.objects.create(
        code="320282112", name="丁蜀镇", name_en="Dingshu", level="institute", parent=city,
        path="320282/112/", latitude=31.2573, longitude=119.84881, located="published",
    )  # fmt: skip


@pytest.fixture
def other_town(city):
    return Place.objects.create(
        code="320282107", name="和桥镇", name_en="Heqiao", level="institute", parent=city,
        path="320282/107/", latitude=31.48475, longitude=119.88457, located="published",
    )  # fmt: skip


@pytest.fixture
def village(town):
    return Place.objects.create(
        code="320282112226", name="洋渚村", name_en="Yangzhu", level="station", parent=town,
        path="320282/112/226/", latitude=31.26, longitude=119.85, located="estimated",
    )  # fmt: skip


@pytest.fixture
def other_village(other_town):
    return Place.objects.create(
        code="320282107204", name="永兴村", name_en="Yongxing", level="station",
        parent=other_town, path="320282/107/204/", located="estimated",
    )  # fmt: skip


@pytest.fixture
def make_person(db):
    def make(username: str, role: str = "", at: Place | None = None, **fields) -> Person:
        person = create_person(
            username=username, name=fields.pop("name", username), **fields
        )  # fmt: skip
        if role:
            give_grant(person, role=role, at=at, by=robot("installer"))
        return person

    return make


@pytest.fixture
def resident(make_person, village):
    return make_person("auntie-wu", name="吴阿姨", phone="13800000001", home=village)


@pytest.fixture
def stranger(make_person):
    return make_person("stranger", name="路人")


@pytest.fixture
def steward(make_person, village):
    """The worker of the village station."""
    return make_person("steward-lin", "steward", village, name="林站长")


@pytest.fixture
def officer(make_person, town):
    """The officer of the town's institute."""
    return make_person("officer-zhou", "officer", town, name="周所长")


@pytest.fixture
def director(make_person, city):
    """The head of the city's centre."""
    return make_person("director-xu", "director", city, name="徐主任")


@pytest.fixture
def moderator(make_person, city):
    return make_person("moderator-qian", "moderator", city, name="钱编辑")


@pytest.fixture
def auditor(make_person, city):
    return make_person("auditor-sun", "auditor", city, name="孙审计")


@pytest.fixture
def leader(make_person, town):
    return make_person("leader-he", name="何队长", home=town)


@pytest.fixture
def team(town, leader, officer) -> Team:
    """A team of the education platform in the town, led by `leader`."""
    team = create_team(
        name="阳羡讲师团", name_en="Yangxian tutors", at=town,
        platform=Platform.objects.get(code="education"), by=officer,
    )  # fmt: skip
    join_team(team, leader, role="leader", by=officer)
    return team


@pytest.fixture
def make_need(village, steward):
    """Make a need told at the door; named parts override the usual ones."""
    from tongxin.needs.actions import raise_need

    def make(words: str = "孩子上网课听不懂数学", **parts):
        parts = {"by": steward, "at": village, "channel": "doorstep"} | parts
        return raise_need(words=words, **parts)

    return make


@pytest.fixture
def need(make_need, resident):
    """A pending need of `resident`."""
    return make_need(by=resident, requester=resident, channel="web")


@pytest.fixture
def listed(need, steward):
    """The same need, on the list, for the education platform."""
    from tongxin.needs.actions import decide_needs
    from tongxin.needs.actions.triaging import Judgement

    judgement = Judgement(route="menu", platform="education", urgency=3)
    return decide_needs([need], judgement=judgement, by=steward)[0]


@pytest.fixture
def make_service(team, leader, officer, town):
    """Make an open service of the team; named parts override the usual ones."""
    from tongxin.menu.actions import compose_service, open_service, propose_service

    def make(**parts):
        usual = {
            "team": team, "platform": team.platform, "title": "初二数学网课答疑", "mode": "live",
            "places": [town], "by": leader, "body": "每晚七点，一对多答疑。",
        }  # fmt: skip
        service = compose_service(**usual | parts)
        return open_service(propose_service(service, by=leader), by=officer)

    return make


@pytest.fixture
def make_session(make_service, leader, village):
    """Make a session two days ahead; `seats` is its capacity."""
    from datetime import timedelta

    from django.utils import timezone

    from tongxin.menu.actions import add_session

    def make(seats=2, service=None, ahead_hours=48, **parts):
        starts_at = timezone.now() + timedelta(hours=ahead_hours)
        usual = {"at": village, "by": leader, "capacity": seats, "starts_at": starts_at}
        usual["ends_at"] = starts_at + timedelta(hours=1)
        return add_session(service or make_service(), **usual | parts)

    return make
