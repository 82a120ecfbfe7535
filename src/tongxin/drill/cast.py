"""The people one may be in the demo, the residents, and the teams."""

import random
from dataclasses import dataclass, field

from tongxin.people.actions import (
    Entry,
    create_person,
    create_team,
    enter_people,
    give_consent,
    give_grant,
    join_team,
    robot,
)
from tongxin.people.models import ConsentText, Membership, Person, Team
from tongxin.places.models import Place, Platform

from . import speech
from .scales import Say, Scale, chunks

PASSWORD = "tongxin-2020"
CITY, TOWN, VILLAGE = "320282", "320282112", "320282112226"  # 宜兴 · 丁蜀镇 · 洋渚村
AT_ONCE = 1000
NEIGHBOURS = 2000  # residents who do things one by one, by their own account

# (username, name, role, at, who)
STARS = [
    ("jumin", "吴秀英", "", VILLAGE, "居民 resident"),
    ("zhiyuanzhe", "沈晓雯", "", VILLAGE, "志愿者 volunteer"),
    ("zhanzhang", "林国强", "steward", VILLAGE, "村文明实践站站长 steward of a village station"),
    ("suozhang", "周建华", "officer", TOWN, "镇文明实践所干事 officer of a town's institute"),
    ("zhuren", "徐志明", "director", CITY, "市文明实践中心主任 director of the city's centre"),
    ("duizhang", "何佳怡", "", TOWN, "志愿服务队队长 leader of a team"),
    ("bianji", "钱海燕", "moderator", CITY, "内容审核员 moderator"),
    ("shenji", "孙永康", "auditor", CITY, "审计员 auditor"),
    ("jingcha", "赵铁军", "department", CITY, "公安卡口联络员 police, who ask for checkpoints"),
    ("zhiban", "朱雪琴", "duty_officer", CITY, "值班员 duty officer"),
]


@dataclass
class Cast:
    """Who plays: the stars by username, residents, and every team with its leader."""

    stars: dict[str, Person] = field(default_factory=dict)
    residents: list[Person] = field(default_factory=list)  # those who do things one by one
    crowd: list[int] = field(default_factory=list)  # the keys of all residents
    teams: dict[str, list[Team]] = field(default_factory=dict)  # by platform
    leaders: dict[int, Person] = field(default_factory=dict)  # by team
    places: dict[str, Place] = field(default_factory=dict)  # by code

    def leader_of(self, team: Team) -> Person:
        return self.leaders[team.pk]

    @property
    def every_team(self) -> list[Team]:
        return [team for group in self.teams.values() for team in group]

    @property
    def city(self) -> Place:
        return self.places[CITY]

    @property
    def village(self) -> Place:
        return self.places[VILLAGE]

    @property
    def stations(self) -> list[Place]:
        """The village stations, in the order of their codes."""
        codes = sorted(self.places)
        return [self.places[c] for c in codes if self.places[c].level == Place.Level.STATION]


def engage(size: Scale, chance: random.Random, say: Say) -> Cast:
    """Make the stars with their grants and consent, the residents, and the teams."""
    installer = robot("installer")
    cast = Cast(places=Place.objects.in_bulk(field_name="code"))
    texts = list(ConsentText.objects.current().order_by("pk"))
    for username, name, role, at, _who in STARS:
        person = create_person(
            username=username, name=name, password=PASSWORD, home=cast.places[at], by=installer
        )
        if role:
            give_grant(person, role=role, at=cast.places[at], by=installer)
        for text in texts:
            if text.is_required:  # nothing stands between them and their first page
                give_consent(person, text, by=person)
        cast.stars[username] = person
    _settle(cast, size.residents, chance, say)
    _found_teams(cast, installer, everywhere=size.town_teams)
    return cast


def _settle(cast: Cast, count: int, chance: random.Random, say: Say) -> None:
    """Enter the residents as the city's office would: from lists."""
    stations = cast.stations
    entries = [
        Entry(
            name=speech.full_name(chance), phone=speech.mobile(number),
            home=cast.village if number % 10 == 0 and number < NEIGHBOURS
            else chance.choice(stations),
        )
        for number in range(count)
    ]  # fmt: skip
    for batch in chunks(entries, AT_ONCE):
        say("residents entered", len(cast.crowd), count)
        people = enter_people(batch, by=cast.stars["zhuren"]).people
        cast.residents += people[: NEIGHBOURS - len(cast.residents)]
        cast.crowd += [person.pk for person in people]
    say("residents entered", count, count)


def _found_teams(cast: Cast, installer: Person, *, everywhere: bool) -> None:
    for platform in Platform.objects.all():
        first, second = speech.book()["teams"][platform.pk]
        _found(cast, first, cast.places[TOWN], platform, cast.stars["duizhang"])
        _found(cast, second, cast.city, platform, _leader(second, cast.city))
        towns = [place for place in cast.places.values() if place.level == Place.Level.INSTITUTE]
        for town in sorted(towns, key=lambda place: place.code) if everywhere else []:
            name = f"{town.name}{first}"
            _found(cast, name, town, platform, _leader(name, town))


def _leader(team: str, home: Place) -> Person:
    number = Person.objects.filter(username__startswith="lead-").count()
    return create_person(
        username=f"lead-{number}", name=f"{team}队长", home=home, by=robot("installer")
    )


def _found(cast: Cast, name: str, at: Place, platform: Platform, leader: Person) -> None:
    installer = robot("installer")
    team = create_team(name=name, at=at, platform=platform, by=installer)
    join_team(team, leader, role=Membership.Role.LEADER, by=installer)
    cast.leaders[team.pk] = leader
    cast.teams.setdefault(platform.pk, []).append(team)
