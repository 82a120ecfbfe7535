"""Who fits a shift: chosen at the desk, asked by the gates and within the places."""

import random
import re

import pytest

from tongxin.dispatch import actions, nearest
from tongxin.dispatch.nearest import fits, fits_among
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.places.models import Place
from tongxin.rosters.actions import join
from tongxin.rosters.models import Enrolment, Shift


def listed(client, shift):
    page = client.get(f"/desk/sent/{shift.pk}/nearest")
    assert page.status_code == 200
    return [int(key) for key in re.findall(r'name="person" value="(\d+)"', page.text)]


def test_the_list_is_who_fits_and_the_chosen_are_asked(
    client, officer, make_shift, hands, make_volunteer
):
    shift = make_shift(places=2)
    untrained = make_volunteer("untrained", passed=False)
    join(shift, by=hands[3])
    part = shift.post.parts.get()
    client.force_login(officer)
    keys = listed(client, shift)
    assert keys == [one.person for one in fits(shift, part, most=20, without=[hands[3].pk])]
    assert set(keys) == {hand.pk for hand in hands[:3]}
    page = client.get(f"/desk/sent/{shift.pk}/nearest").text
    assert hands[0].volunteer.number in page
    assert hands[0].name not in page, "names are masked until they come"
    sent = {"part": part.pk, "person": [keys[1], untrained.pk, hands[3].pk]}
    assert client.post(f"/desk/sent/{shift.pk}/chosen", sent).status_code == 302
    row = Enrolment.objects.get(state="invited")
    assert (row.person_id, row.offer.cause, row.offer.sent_by) == (keys[1], "chosen", officer)
    assert Entry.objects.filter(verb="shift.chosen").exists()
    assert keys[1] not in listed(client, shift)


@pytest.mark.parametrize("somewhere", [True, False])
def test_the_first_few_are_those_of_the_whole_list(
    make_shift, make_volunteer, officer, monkeypatch, somewhere
):
    """However few are asked about at once, and however early the search may end."""
    monkeypatch.setattr(nearest, "RING", 3)
    dice, made = random.Random(5), []
    for n in range(24):
        one = make_volunteer(
            f"any-{n}", passed=n % 7 != 0, latitude=dice.choice([None, 31.26, 31.27, 31.5]),
            prefers=dice.choice([[], ["publicity"]]), reach_km=dice.choice([1, 60]),
        )  # fmt: skip
        made.append(one.pk)
    past = make_shift(places=5)
    actions.ask_chosen(past, part=past.post.parts.get(), people=made[10:14], by=officer)
    Enrolment.objects.update(state="declined")
    shift = make_shift(places=2)
    if not somewhere:
        Place.objects.filter(pk=shift.post.place_id).update(latitude=None, longitude=None)
        shift = Shift.objects.select_related("post__place", "post__site").get(pk=shift.pk)
    part = shift.post.parts.get()
    everybody = [fit for fit in fits_among(made, shift, part) if fit.metres < nearest.FAR]
    assert 8 < len(everybody) < 24
    assert len({fit.cost for fit in everybody}) > 2
    for most in range(1, len(everybody) + 2):
        assert fits(shift, part, most=most) == everybody[:most]


def test_no_more_are_asked_than_places_are_free(client, officer, make_shift, hands):
    shift = make_shift(places=2)
    keys = [hand.pk for hand in hands]
    part = shift.post.parts.get()
    nearest = [one.person for one in fits_among(keys, shift, part)][:2]
    assert actions.ask_chosen(shift, part=part, people=keys, by=officer) == 2
    asked = Enrolment.objects.filter(state="invited").values_list("person", flat=True)
    assert set(asked) == set(nearest)
    assert actions.ask_chosen(shift, part=part, people=keys, by=officer) == 0
    client.force_login(officer)
    page = client.get(f"/desk/sent/{shift.pk}/nearest").text
    assert 'name="person"' not in page
    assert hands[3].volunteer.number in page, "who comes next is shown all the same"


def test_whoever_said_no_is_not_asked_again(officer, make_shift, hands):
    shift = make_shift(places=2)
    part, key = shift.post.parts.get(), hands[0].pk
    assert actions.ask_chosen(shift, part=part, people=[key], by=officer) == 1
    Enrolment.objects.update(state="declined")
    assert actions.ask_chosen(shift, part=part, people=[key], by=officer) == 0


def test_nothing_chosen_is_said_and_nonsense_asks_nobody(client, officer, make_shift, hands):
    shift = make_shift(places=2)
    client.force_login(officer)
    part = shift.post.parts.get().pk
    nonsense = ["9" * 30, "-1", "𠮷"]
    for sent in ({}, {"part": "x", "person": "1"}, {"part": part, "person": nonsense}):
        page = client.post(f"/desk/sent/{shift.pk}/chosen", sent, follow=True)
        assert page.status_code == 200
        assert 'class="toast" data-tone="warning"' in page.text
    assert client.get(f"/desk/sent/{shift.pk}/nearest?part=𠮷").status_code == 200
    assert not Enrolment.objects.exists()


def test_a_stranger_sees_and_asks_nobody(client, make_shift, hands, make_person):
    shift, stranger = make_shift(places=2), make_person("stranger")
    client.force_login(stranger)
    assert client.get(f"/desk/sent/{shift.pk}/nearest").status_code == 404
    part = shift.post.parts.get()
    sent = {"part": part.pk, "person": hands[0].pk}
    assert client.post(f"/desk/sent/{shift.pk}/chosen", sent).status_code == 404
    with pytest.raises(NotAllowed):
        actions.ask_chosen(shift, part=part, people=[hands[0].pk], by=stranger)


def test_the_roster_leads_there_whoever_may_send(client, officer, steward, make_shift):
    shift = make_shift(places=2)
    for person, leads in ((officer, True), (steward, False)):
        client.force_login(person)
        for page in (f"/desk/shifts/{shift.pk}", f"/desk/sent/{shift.pk}"):
            text = client.get(page).text
            assert (f'href="/desk/sent/{shift.pk}/nearest"' in text) == leads
            assert (f'action="/desk/sent/{shift.pk}/' in text) == (leads and "sent" in page)
        got = client.get(f"/desk/sent/{shift.pk}/nearest").status_code
        assert got == (200 if leads else 403)


def test_twenty_cost_as_many_queries_as_one(
    client, officer, make_shift, make_volunteer, hands, django_assert_max_num_queries
):
    shift = make_shift(places=2)
    client.force_login(officer)
    listed(client, shift)
    for n in range(9):
        make_volunteer(f"more-{n}")
    with django_assert_max_num_queries(48):
        assert len(listed(client, shift)) == 13
