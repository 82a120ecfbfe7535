"""What clearance asks: who has passed what, and what must be passed."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tongxin.people.actions import robot
from tongxin.training.columns import columns
from tongxin.training.models import Module, ModuleNeed, Pass
from tongxin.training.passes import missing, modules_for, passes_of


@pytest.fixture
def modules(city):
    rows = [Module(code=code, name=code, order=n) for n, code in enumerate(["basics", "gates"])]
    return {module.code: module for module in Module.objects.bulk_create(rows)}


@pytest.fixture
def give(modules):
    now = timezone.now()

    def make(person, code, ends=30, begins=-1, **parts):
        return Pass.objects.create(
            person=person, module=modules[code], how="entered", given_by=robot("examiner"),
            since=now + timedelta(days=begins),
            until=None if ends is None else now + timedelta(days=ends), **parts,
        )  # fmt: skip

    return make


def test_a_pass_counts_from_its_beginning_to_its_end(give, resident):
    give(resident, "basics", ends=30)
    now = timezone.now()
    for days, counts in ((-2, False), (0, True), (29, True), (31, False)):
        at = now + timedelta(days=days)
        assert passes_of([resident.pk], at)[resident.pk] == ({"basics"} if counts else set())


def test_a_revoked_pass_counts_never(give, resident):
    give(resident, "basics", revoked_at=timezone.now(), revoked_because="forged")
    assert passes_of([resident.pk], timezone.now()) == {resident.pk: frozenset()}


def test_who_has_none_is_there_too(resident, stranger, give):
    give(resident, "gates")
    found = passes_of([resident.pk, stranger.pk], timezone.now())
    assert found == {resident.pk: {"gates"}, stranger.pk: frozenset()}


def test_a_post_needs_what_its_class_its_kind_and_everybody_needs(modules):
    add = ModuleNeed.objects.create
    add(module=modules["basics"])
    add(module=modules["gates"], post_kind="checkpoint")
    assert modules_for("guarding") == {"basics"}
    assert modules_for("guarding", "checkpoint") == {"basics", "gates"}


def test_what_is_missing_is_named(modules, give, resident):
    ModuleNeed.objects.create(module=modules["basics"])
    ModuleNeed.objects.create(module=modules["gates"], service_class_id="guarding")
    give(resident, "basics")
    assert missing(resident.pk, timezone.now(), "guarding") == {"gates"}
    assert missing(resident.pk, timezone.now(), "publicity") == frozenset()


def test_the_columns_say_the_same_as_the_rows(give, make_person):
    people = [make_person(f"p{n}") for n in range(6)]
    give(people[0], "basics", ends=None)
    give(people[1], "basics", ends=5)
    give(people[1], "basics", ends=40)
    give(people[1], "gates", ends=40)
    give(people[2], "gates", ends=10)
    give(people[3], "gates", ends=-0.5)
    give(people[4], "gates", revoked_at=timezone.now(), revoked_because="forged")
    ids = np.array([person.pk for person in reversed(people)])
    found = columns(timezone.now())
    for days in (0, 7, 20, 60):
        at = timezone.now() + timedelta(days=days)
        told = passes_of(ids.tolist(), at)
        for wanted in ([], ["basics"], ["gates"], ["basics", "gates"], ["unheard of"]):
            mask = found.of(ids).passed(wanted, at)
            assert mask.tolist() == [told[one] >= set(wanted) for one in ids.tolist()]


def test_columns_of_an_empty_register(modules):
    found = columns(timezone.now())
    ids = np.array([1, 2])
    assert found.of(ids).passed(["basics"], timezone.now()).tolist() == [False, False]
    assert found.of(ids).passed([], timezone.now()).tolist() == [True, True]


def test_nobody_passes_themselves_not_even_in_the_database(modules, resident):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pass.objects.create(
            person=resident, module=modules["basics"], how="quiz", given_by=resident
        )  # fmt: skip
