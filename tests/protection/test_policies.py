from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.protection.actions import (
    BadCover,
    BadPolicy,
    Contract,
    PolicyNotOpen,
    cancel_policy,
    cover_people,
    end_cover,
    enter_policy,
)
from tongxin.protection.covers import covers_between
from tongxin.protection.models import Policy

DAY = timedelta(days=1)


def contract(number="P-1", scope="named", since=-10, until=90):
    today = timezone.localdate()
    return Contract("人保财险", number, scope, today + since * DAY, today + until * DAY)


@pytest.fixture
def policy(city, director):
    return enter_policy(city, contract(), by=director)


def covered(person, ahead=0):
    day = timezone.localdate() + ahead * DAY
    found = covers_between(day, day)
    return (
        person.pk
        in found.person[(found.first <= day.toordinal()) & (found.last >= day.toordinal())]
    )


def test_a_policy_is_entered_and_journalled(policy):
    assert policy.state_on(timezone.localdate()) == "standing"
    assert Entry.objects.filter(verb="policy.taken_out").exists()


def test_a_policy_has_a_number_of_its_own_and_days_in_order(policy, city, director):
    for bad in (
        contract(),
        contract("P-9", since=5, until=1),
        contract("  "),
        contract("P", "all"),
    ):
        with pytest.raises(BadPolicy):
            enter_policy(city, bad, by=director)


def test_people_on_the_list_are_covered_from_today_once(policy, director, resident):
    assert cover_people(policy, [resident.pk, resident.pk], by=director) == 1
    assert cover_people(policy, [resident.pk], by=director) == 0
    assert covered(resident)
    assert covered(resident, 90)
    assert not covered(resident, -1)
    assert not covered(resident, 91)
    assert Entry.objects.get(verb="policy.covered").facts["count"] == 1


def test_a_cover_lies_within_its_policy(policy, director, resident):
    with pytest.raises(BadCover):
        cover_people(policy, [resident.pk], until=policy.until + DAY, by=director)


def test_a_policy_for_the_register_has_no_list(city, director, resident):
    whole = enter_policy(city, contract("P-2", "register"), by=director)
    with pytest.raises(PolicyNotOpen):
        cover_people(whole, [resident.pk], by=director)
    found = covers_between(timezone.localdate(), timezone.localdate())
    assert found.register_on(timezone.localdate().toordinal()) == [city.path]


def test_a_cancelled_policy_covers_nobody(policy, director, resident):
    cover_people(policy, [resident.pk], by=director)
    cancel_policy(policy, reason="退保", by=director)
    assert not covered(resident)
    with pytest.raises(PolicyNotOpen):
        cancel_policy(policy, reason="退保", by=director)
    with pytest.raises(PolicyNotOpen):
        cover_people(policy, [resident.pk], by=director)


def test_who_is_taken_off_is_covered_to_the_end_of_the_day(policy, director, resident):
    cover_people(policy, [resident.pk], by=director)
    cover = end_cover(policy.covers.get(), by=director)
    assert covered(resident)
    assert not covered(resident, 1)
    with pytest.raises(PolicyNotOpen):
        end_cover(cover, by=director)
    assert cover_people(policy, [resident.pk], since=timezone.localdate() + 2 * DAY, by=director)


def test_a_cover_that_has_not_begun_never_begins(city, director, resident):
    later = enter_policy(city, contract("P-3", since=5), by=director)
    cover_people(later, [resident.pk], by=director)
    end_cover(later.covers.get(), by=director)
    assert not covered(resident, 5)


def test_a_station_and_a_stranger_insure_nobody(policy, steward, stranger, resident, village):
    for person in (steward, stranger):
        with pytest.raises(NotAllowed):
            enter_policy(village, contract("P-4"), by=person)
        with pytest.raises(NotAllowed):
            cover_people(policy, [resident.pk], by=person)
        with pytest.raises(NotAllowed):
            cancel_policy(policy, reason="", by=person)
        assert not Policy.objects.visible_to(person).exists()
