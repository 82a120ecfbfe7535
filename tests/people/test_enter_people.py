"""A list of people becomes accounts under the rules that hold for one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import Entry as Line
from tongxin.people.actions import enter_people
from tongxin.people.models import Person


def test_every_line_becomes_an_account_with_a_journal_line(officer, village):
    roll = enter_people(
        [Line("王秀英", village, "139 0000 1111"), Line("李建华", village)], by=officer
    )
    assert [person.name for person in roll.people] == ["王秀英", "李建华"]
    first = Person.objects.get(pk=roll.people[0].pk)
    assert first.phone == "13900001111"
    assert first.home == village
    made = [f"person:{person.pk}" for person in roll.people]
    lines = Entry.objects.filter(verb="person.created", by=f"person:{officer.pk}", on__in=made)
    assert lines.count() == 2


def test_nobody_can_log_in_or_is_messaged_before_they_prove_their_phone(officer, village):
    (person,) = enter_people([Line("王秀英", village, "13900001111")], by=officer).people
    assert not person.has_usable_password()
    assert person.phone_verified_at is None
    assert not person.memberships.exists()


def test_a_phone_is_taken_once(officer, village, resident):
    lines = [Line("甲", village, "13800000001"), Line("乙", village, "13900000002"),
             Line("丙", village, "13900000002")]  # fmt: skip
    roll = enter_people(lines, by=officer)
    assert [person.name for person in roll.people] == ["乙"]
    assert [line.name for line, _why in roll.refused] == ["甲", "丙"]


def test_a_bad_line_is_refused_with_its_reason_and_stops_no_other(officer, village):
    child = timezone.localdate() - timedelta(days=365 * 9)
    lines = [Line("甲", village, "12"), Line("童", village, birth_date=child), Line("乙", village)]
    roll = enter_people(lines, by=officer)
    assert [person.name for person in roll.people] == ["乙"]
    assert all(why for _line, why in roll.refused)


def test_a_steward_of_a_village_enters_no_list(steward, village):
    with pytest.raises(NotAllowed):
        enter_people([Line("甲", village)], by=steward)


def test_an_officer_enters_nobody_in_another_town(officer, other_village):
    with pytest.raises(NotAllowed):
        enter_people([Line("甲", other_village)], by=officer)


def test_many_lines_take_as_many_queries_as_one(
    officer, village, django_assert_num_queries, django_assert_max_num_queries
):
    assert officer.roles_held
    with django_assert_max_num_queries(5) as one:
        enter_people([Line("甲", village, "13900000001")], by=officer)
    with django_assert_num_queries(len(one)):
        enter_people([Line(f"人{n}", village, f"1391000{n:04d}") for n in range(40)], by=officer)
