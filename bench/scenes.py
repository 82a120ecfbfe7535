"""What people press for: a place in a volunteers' shift, or a seat in a session of the menu."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

Row = tuple[str, Any]  # (state, when it arrived), in order of arrival


def found_city() -> None:
    """Set up Yixing in an empty database."""
    from django.core.management import call_command

    from tongxin.people.actions import robot
    from tongxin.places.actions import set_up_yixing
    from tongxin.training.actions import set_up_training

    call_command("migrate", verbosity=0)
    set_up_yixing(by=robot("installer"))
    set_up_training(by=robot("installer"))


class Shift:
    """A shift of the board. Pressing is the button "join", through the whole site."""

    inside, waiting = "joined", "waiting"

    @staticmethod
    def set_up(people: int, places: int) -> tuple[int, list[int]]:
        """Publish a notice for one shift; return its key, and those who are trained for it."""
        from django.utils import timezone

        from tongxin.people.actions import create_person, give_grant, robot
        from tongxin.places.models import Place, ServiceClass
        from tongxin.rosters import actions

        city = Place.objects.get(parent=None)
        boss = create_person(username="zhuren", name="主任")
        give_grant(boss, role="director", at=city, by=robot("installer"))
        today = timezone.localdate()
        asked = actions.ask(
            title="物资分装", words="分装物资。", at=city, hands=places, starts_on=today,
            ends_on=today + timedelta(days=6), by=boss,
            service_class=ServiceClass.objects.get(pk="information"),
        )  # fmt: skip
        actions.approve_request(asked, by=boss)
        post = actions.make_post(
            asked, at=city, title="分装员", duties="分装。", risks="劳累。", guarantees="保险。",
            parts=[{"name": "志愿者", "minimum": places, "maximum": places}], by=boss,
        )  # fmt: skip
        start = timezone.now() + timedelta(hours=48)
        row = actions.add_shifts(post, times=[(start, start + timedelta(hours=3))], by=boss)[0]
        notice = actions.write_notice(asked, title="招募分装员", posts=[post], by=boss)
        actions.publish_notice(notice, by=boss)
        return row.pk, _volunteers(people, boss)

    @staticmethod
    def press(key: int, person: Any) -> Any:
        """Return a press ready to be done: somebody signed in, their finger on the button."""
        from django.test import Client

        client = Client(HTTP_HOST="localhost")
        client.force_login(person)

        def now() -> None:
            answer = client.post(f"/shifts/{key}/enrolments")
            if answer.status_code != 302:
                raise RuntimeError(f"{answer.status_code} was shown")

        return now

    @staticmethod
    def rows(key: int) -> list[Row]:
        from tongxin.rosters.models import Enrolment

        rows = Enrolment.objects.filter(shift=key).order_by("asked_at", "pk")
        return list(rows.values_list("state", "asked_at"))


def _volunteers(count: int, boss: Any) -> list[int]:
    """Make trained volunteers all over the city, at one stroke."""
    from django.utils import timezone

    from tongxin.people.models import Person
    from tongxin.places.models import Place
    from tongxin.training.models import Module, Pass
    from tongxin.volunteers.models import Volunteer

    homes = list(Place.objects.filter(level=Place.Level.STATION))
    people = Person.objects.bulk_create(
        [
            Person(username=f"v{n}", name=f"志愿者{n}", home=homes[n % len(homes)],
                   birth_date=date(1990, 5, 1), password="!")
            for n in range(count)
        ]
    )  # fmt: skip
    now = timezone.now()
    Volunteer.objects.bulk_create(
        [
            Volunteer(person=person, number=f"YX-{n:06d}", state="active", confirmed_at=now)
            for n, person in enumerate(people)
        ]
    )
    Pass.objects.bulk_create(
        [
            Pass(person=person, module=module, since=now - timedelta(days=9), how="entered",
                 until=now + timedelta(days=300), given_by=boss, evidence="册")
            for person in people
            for module in Module.objects.filter(code__in=["basics", "information"])
        ]
    )  # fmt: skip
    return [person.pk for person in people]


class Session:
    """A session of the menu. Pressing is the action that books."""

    inside, waiting = "booked", "waiting"

    @staticmethod
    def set_up(people: int, seats: int) -> tuple[int, list[int]]:
        """Open a session; return its key, and the residents who want it."""
        from django.utils import timezone

        from tongxin.drill import cast, offering, scales, speech
        from tongxin.menu.actions import add_session, compose_service, open_service, propose_service
        from tongxin.people.actions import publish_first_texts, robot

        publish_first_texts(by=robot("installer"))
        size = replace(scales.SCALES["tiny"], residents=people)
        who = cast.engage(size, random.Random(1), lambda what, done, total: None)
        team = who.teams["education"][0]
        leader = who.leader_of(team)
        assert team.platform is not None
        service = compose_service(
            team=team, platform=team.platform, title=speech.book()["offers"]["education"][0][0],
            mode="live", link="https://example.org/room", places=[who.city], by=leader,
        )  # fmt: skip
        open_service(propose_service(service, by=leader), by=who.stars["zhuren"])
        start = timezone.now() + timedelta(days=1)
        session = add_session(
            service, at=who.village, starts_at=start, capacity=seats, by=leader,
            ends_at=start + timedelta(minutes=offering.MINUTES),
        )  # fmt: skip
        return session.pk, who.crowd

    @staticmethod
    def press(key: int, person: Any) -> Any:
        from tongxin.menu.actions import book
        from tongxin.menu.models import Session as Wanted

        wanted = Wanted.objects.get(pk=key)
        return lambda: book(wanted, person=person, by=person)

    @staticmethod
    def rows(key: int) -> list[Row]:
        from tongxin.menu.models import Booking

        rows = Booking.objects.filter(session=key).order_by("asked_at", "pk")
        return list(rows.values_list("state", "asked_at"))


SCENES: dict[str, Any] = {"shift": Shift, "session": Session}
