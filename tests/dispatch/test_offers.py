"""Offers: kept places, answers without penalty, the next asked at once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.dispatch import actions
from tongxin.dispatch.models import Offer, Plan
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.rosters.actions import confirm, decline, join, lapse_due
from tongxin.rosters.models import Enrolment


def invited():
    return list(Enrolment.objects.filter(state="invited").order_by("pk"))


def test_a_plan_sent_keeps_places_and_asks(sent):
    assert sent.state == "sent"
    assert [offer.enrolment.state for offer in sent.offers.all()] == ["invited", "invited"]
    assert sent.job.result == {"offers": 2, "left_out": 0}
    assert Message.objects.count() >= 2


def test_accepting_takes_the_place(sent):
    row = invited()[0]
    assert confirm(row, by=row.person).state == "joined"


def test_declining_costs_nothing_and_the_next_is_asked(sent, work):
    first = invited()[0]
    decline(first, by=first.person)
    work()
    new = invited()
    assert len(new) == 2
    assert first.person not in {row.person for row in new}
    offer = Offer.objects.get(enrolment=new[-1])
    assert (offer.wave, offer.cause) == (2, "declined")


def test_silence_lets_the_next_be_asked(sent, work):
    silent = {row.person for row in invited()}
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        lapse_due(by=robot("clock"))
        work()
    assert len(invited()) == 2
    assert not silent & {row.person for row in invited()}


def test_nobody_is_asked_twice_for_a_shift(sent, work, hands):
    for _round in range(4):
        for row in invited():
            decline(row, by=row.person)
            work()
    assert invited() == []
    assert Offer.objects.count() == len(hands)
    assert actions.refill(sent.placements.first().shift, reason="by hand", by=robot("clock")) == 0


def test_who_waits_comes_before_who_is_asked(sent, work, hands):
    """The waiting list is in order of time; the repair fills only what it leaves."""
    shift = sent.placements.first().shift
    asked = {row.person for row in invited()}
    waiting = next(hand for hand in hands if hand not in asked)
    assert join(shift, by=waiting).state == "waiting"
    first = invited()[0]
    decline(first, by=first.person)
    work()
    assert {row.person for row in invited()} == asked - {first.person} | {waiting}


def test_sent_twice_is_once(sent, officer):
    Plan.objects.filter(pk=sent.pk).update(state="sending")
    sent.placements.update(sent=False)
    sent.refresh_from_db()
    actions.send_now(sent, by=officer)
    assert Enrolment.objects.count() == 2


def test_a_draft_is_sent_once(sent, officer):
    with pytest.raises(actions.NotADraft):
        actions.send_plan(sent, by=officer)


def test_stopped_between_portions_what_is_sent_stays_sent(half_sent):
    assert (half_sent.state, half_sent.job.state) == ("stopped", "cancelled")
    assert half_sent.job.result == {"offers": 1, "left_out": 0, "not_sent": 2}
    assert half_sent.not_sent == 2
    assert [row.person for row in invited()] == [
        row.person for row in half_sent.placements.filter(sent=True)
    ]  # fmt: skip


def test_the_rest_of_what_was_stopped_is_sent_later(half_sent, officer, work):
    first = invited()[0]
    actions.send_plan(half_sent, by=officer)
    work()
    half_sent.refresh_from_db()
    assert half_sent.state == "sent"
    assert half_sent.job.result == {"offers": 3, "left_out": 0}
    assert {row.person for row in invited()} == {
        row.person for row in half_sent.placements.all()
    }  # fmt: skip
    assert invited()[0] == first  # asked once
    sent = Entry.objects.filter(verb="plan.sent").order_by("pk")
    assert [entry.facts["pairs"] for entry in sent] == [3, 2]
    with pytest.raises(actions.NotADraft):
        actions.send_plan(half_sent, by=officer)


def test_the_page_of_what_was_stopped_says_so_and_sends_the_rest(client, half_sent, officer, work):
    client.force_login(officer)
    address = f"/desk/plans/{half_sent.pk}"
    english = {"accept-language": "en"}
    page = client.get(address, headers=english).text
    assert "Sent, and staying so: 1. Not asked yet: 2." in page
    assert client.post(f"{address}/sending").status_code == 302
    work()
    assert len(invited()) == 3
    assert "Send the rest" not in client.get(address, headers=english).text


def test_who_asks_too_late_to_stop_stops_nothing(told_to_stop, make_shift, hands):
    """All of it was in the portion at hand."""
    make_shift(places=2)
    plan = told_to_stop()
    assert (plan.state, plan.job.state, len(invited())) == ("sent", "done", 2)


def test_a_plan_stopped_while_it_was_drawn_is_not_sent(make_plan, make_shift, hands, officer):
    make_shift()
    plan = make_plan()
    Plan.objects.filter(pk=plan.pk).update(state="stopped")
    with pytest.raises(actions.NotADraft):
        actions.send_plan(plan, by=officer)


def test_a_stranger_sends_no_rest(half_sent, make_person):
    with pytest.raises(NotAllowed):
        actions.send_plan(half_sent, by=make_person("stranger"))


def test_two_plans_do_not_give_one_place_twice(make_plan, make_shift, hands, officer, work):
    """Two planners draw the same week; whoever sends second finds the places held."""
    make_shift(places=2)
    plans = [make_plan(), make_plan()]
    for plan in plans:
        actions.send_plan(plan, by=officer)
    work()
    assert Enrolment.objects.filter(state="invited").count() == 2


def test_what_a_gate_forbids_meanwhile_is_left_out(make_plan, make_shift, hands, officer, work):
    from tongxin.training.models import Pass

    make_shift(places=2)
    plan = make_plan()
    Pass.objects.filter(person=plan.placements.first().person).delete()
    actions.send_plan(plan, by=officer)
    work()
    plan.refresh_from_db()
    assert plan.job.result == {"offers": 1, "left_out": 1}


def test_a_stranger_sends_nothing(make_plan, make_shift, hands, make_person):
    make_shift()
    plan = make_plan()
    with pytest.raises(NotAllowed):
        actions.send_plan(plan, by=make_person("stranger"))
    with pytest.raises(NotAllowed):
        actions.refill(plan.placements.first().shift, reason="x", by=make_person("another"))


def test_a_call_goes_to_those_it_fits_and_the_first_has_it(make_shift, hands, officer):
    shift = make_shift(places=1)
    row = actions.call(shift, part=shift.post.parts.get(), by=officer)
    assert (row.people, row.places) == (4, 1)
    assert join(shift, by=hands[2]).state == "joined"
    assert join(shift, by=hands[1]).state == "waiting"
    with pytest.raises(actions.NothingFree):
        actions.call(shift, part=shift.post.parts.get(), by=officer)
