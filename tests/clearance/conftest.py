"""The cast of clearance: volunteers of every kind, and what a shift asks of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tongxin.clearance.requirement import Requirement
from tongxin.people.models import ConsentText, Guardianship
from tongxin.training.models import Module, ModuleNeed, Pass
from tongxin.volunteers.models import Volunteer

DAY = date(2030, 2, 13)  # a Wednesday


def at(hour, minute=0, day=0):
    """Return a moment of the day of the shift, or of `day` days later."""
    return datetime(
        2030, 2, 13, hour % 24, minute, tzinfo=timezone.get_current_timezone()
    ) + timedelta(days=day + hour // 24)


@pytest.fixture
def modules(city):
    """Everybody needs the basics; checkpoints ask for a module of their own."""
    made = {code: Module.objects.create(code=code, name=code) for code in ("basics", "checkpoint")}
    ModuleNeed.objects.create(module=made["basics"])
    ModuleNeed.objects.create(module=made["checkpoint"], post_kind="checkpoint")
    return made


@pytest.fixture
def make_pass(modules, director):
    def make(person, module="basics", since=None, until=None, **parts):
        since = since or datetime(2020, 1, 1, tzinfo=UTC)
        return Pass.objects.create(
            person=person, module=modules[module], since=since, until=until, how="entered",
            given_by=director, evidence="册", **parts,
        )  # fmt: skip

    return make


@pytest.fixture
def guardian_text(db):
    return ConsentText.objects.create(purpose="guardian", version=1, title="同意", text="同意。")


@pytest.fixture
def make_volunteer(make_person, make_pass, guardian_text, village):
    """Make an active, grown-up volunteer of the village who knows the basics."""

    def make(name, passed=("basics",), guarded=False, **parts):
        person = make_person(name, home=parts.pop("home", village))
        person.birth_date = parts.pop("birth_date", date(1990, 5, 1))  # in 2030 they are older
        person.save()
        for code in passed:
            make_pass(person, code)
        if guarded:
            Guardianship.objects.create(
                minor=person, guardian=make_person(f"{name}-mother"), relation="parent",
                confirmed_at=timezone.now(), text=guardian_text,
            )  # fmt: skip
        usual = {
            "number": f"YX-{person.pk:06d}", "state": "active", "confirmed_at": timezone.now(),
            "latitude": 31.26, "longitude": 119.85,
        }  # fmt: skip
        return Volunteer.objects.create(person=person, **usual | parts)

    return make


@pytest.fixture
def volunteer(make_volunteer):
    return make_volunteer("yang")


@pytest.fixture
def shift(village):
    """Return the requirement of a morning shift in the village; named parts override."""

    def make(**parts):
        usual = {
            "starts_at": at(9), "ends_at": at(12), "path": village.path, "latitude": 31.26,
            "longitude": 119.85, "service_class": "publicity",
        }  # fmt: skip
        return Requirement(**usual | parts)

    return make


@pytest.fixture
def policy(city, director):
    from tongxin.protection.actions import Contract, enter_policy

    contract = Contract("人保财险", "P-1", "named", DAY - timedelta(60), DAY + timedelta(365))
    return enter_policy(city, contract, by=director)
