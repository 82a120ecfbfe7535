"""Confirming by an answer to the text message: only from the phone that was invited (rule 4)."""

from datetime import date

import pytest
from django.utils import timezone

from tests.volunteers.conftest import identity
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import has_consent, robot, set_identity
from tongxin.volunteers import weeks
from tongxin.volunteers.actions import invite, take_replies
from tongxin.volunteers.models import Volunteer

PHONE = "13800000099"


@pytest.fixture
def invited(village, steward, officer, agreed):
    """Somebody a list brought, with an identity number on it."""
    volunteer = invite(name="李四", phone=PHONE, home=village, by=steward)
    set_identity(volunteer.person, identity(date(1960, 1, 1)), by=officer)
    return volunteer


def answer(said, text, phone=PHONE):
    return take_replies({phone: said}, text=text, by=robot("telephone"))


def test_an_answer_from_the_invited_phone_confirms(invited, agreed):
    (joined,) = answer(" 3 ", agreed).joined
    assert (joined.state, joined.availability) == ("active", weeks.EVENINGS)
    assert joined.confirmed_at is not None
    assert has_consent(joined.person, "volunteer")
    assert Entry.objects.get(verb="volunteer.confirmed").by.startswith("person:")
    assert Volunteer.objects.active().get() == invited


def test_twice_is_once(invited, agreed):
    answer("1", agreed)
    again = answer("2", agreed)
    assert (again.joined, again.unknown) == ([], [PHONE])
    assert Entry.objects.filter(verb="volunteer.confirmed").count() == 1


def test_another_phone_and_other_words_confirm_nothing(invited, agreed):
    assert answer("1", agreed, phone="13800000098").unknown == ["13800000098"]
    assert answer("退订", agreed).unknown == [PHONE]
    assert not Volunteer.objects.active().exists()


def test_a_no_is_a_no(invited, agreed):
    (declined,) = answer("0", agreed).declined
    assert declined.state == "left"
    assert not has_consent(declined.person, "volunteer")


def test_without_an_identity_number_one_confirms_on_the_page(village, steward, agreed):
    invite(name="李四", phone=PHONE, home=village, by=steward)
    assert answer("1", agreed).unknown == [PHONE]


def test_a_minor_waits_for_a_guardian(village, steward, officer, agreed):
    minor = invite(name="小李", phone=PHONE, home=village, by=steward)
    born = timezone.localdate().replace(day=1, year=timezone.localdate().year - 16)
    set_identity(minor.person, identity(born), by=officer)
    assert answer("1", agreed).joined[0].state == "applied"


def test_many_cost_as_many_questions_as_one(
    invited, village, steward, officer, agreed, django_assert_max_num_queries
):
    phones = [f"1380000020{n}" for n in range(8)]
    for n, phone in enumerate(phones):
        one = invite(name=f"赵{n}", phone=phone, home=village, by=steward)
        set_identity(one.person, identity(date(1970, 1, 1), n), by=officer)
    robot("telephone")
    with django_assert_max_num_queries(16):
        told = take_replies(dict.fromkeys(phones, "1"), text=agreed, by=robot("telephone"))
    assert len(told.joined) == 8


def test_only_the_telephone_takes_answers(invited, agreed, director, stranger):
    for one in (director, stranger):
        with pytest.raises(NotAllowed):
            take_replies({PHONE: "1"}, text=agreed, by=one)
