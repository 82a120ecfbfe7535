from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.clock.models import Errand, Job
from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.needs.actions import decide_needs, order_fit, reject_needs, seed_limits
from tongxin.needs.actions.proposing import fit_triage, propose_for_pending
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Fit, Likeness, Need, Proposal
from tongxin.needs.reasons import SENTENCES, sentences
from tongxin.people.actions import robot


@pytest.fixture
def duty(make_person, city):
    return make_person("duty-li", "duty_officer", city, name="值班李")


def propose(**parts):
    return propose_for_pending(by=robot("triage"), **parts)


def test_every_pending_need_gets_a_proposal_with_reasons(need):
    assert propose() == 1
    proposal = Proposal.objects.get(need=need)
    assert (proposal.route, proposal.platform_code) == ("menu", "education")
    assert proposal.fit == "labels"
    assert sentences(proposal.reasons)
    assert {reason["code"] for reason in proposal.reasons} <= set(SENTENCES)
    assert Need.objects.get().state == "pending"


def test_proposing_twice_is_proposing_once(need):
    propose()
    assert propose() == 0


def test_more_than_one_run_can_do_sends_for_another(make_need):
    for n in range(3):
        make_need(f"想学太极拳 {n}")
    Errand.objects.all().delete()
    assert propose(limit=2) == 2
    assert Errand.objects.filter(key="needs.propose").exists()


def test_danger_is_told_to_the_officer_on_duty_at_once(make_need, duty, make_person, other_town):
    elsewhere = make_person("duty-2", "duty_officer", other_town, name="值班王")
    need = make_need("隔壁老人摔倒昏迷叫不醒")
    propose()
    assert Proposal.objects.get().route == "emergency"
    assert Message.objects.to(f"person:{duty.pk}").get().about == f"need:{need.pk}"
    assert not Message.objects.to(f"person:{elsewhere.pk}").exists()


def test_danger_of_last_month_alarms_nobody(make_need, duty):
    make_need("隔壁老人摔倒昏迷叫不醒", raised_at=timezone.now() - timedelta(days=30))
    propose()
    assert not Message.objects.to(f"person:{duty.pk}").exists()


def test_the_queue_orders_by_what_is_proposed_until_somebody_decides(make_need, city):
    seed_limits(city, by=robot("installer"))
    need = make_need("隔壁老人摔倒昏迷叫不醒")
    propose()
    need.refresh_from_db()
    assert (need.urgency, need.route) == (1, "")
    assert need.due_at - need.state_since == timedelta(minutes=15)


def test_what_the_recorder_saw_is_never_made_less_urgent(make_need):
    need = make_need("想学太极拳", urgency=2)
    propose()
    need.refresh_from_db()
    assert need.urgency == 2


def test_the_same_matter_at_the_same_place_is_found(make_need):
    first = make_need("锦绣花园3号楼电梯坏了三天，老人上不去楼")
    make_need("想学太极拳")
    propose()
    second = make_need("锦绣花园三号楼的电梯又坏了好几天没人修，老人没法上楼")
    propose()
    found = Likeness.objects.get()
    assert (found.need, found.other, found.state) == (second, first, "proposed")
    assert sentences(found.reasons)


def test_every_two_of_one_stroke_that_are_one_are_found_once(make_need):
    words = "锦绣花园3号楼电梯坏了三天，老人上不去楼"
    keys = [make_need(words + "！" * n).pk for n in range(3)]
    propose()
    found = set(Likeness.objects.values_list("other_id", "need_id"))
    assert found == {(keys[0], keys[1]), (keys[0], keys[2]), (keys[1], keys[2])}


def test_what_is_answered_since_the_last_run_is_not_offered(make_need, director):
    first = make_need("锦绣花园3号楼电梯坏了三天，老人上不去楼")
    propose()
    reject_needs([first], reason="已修好", by=director)
    make_need("锦绣花园三号楼的电梯又坏了好几天没人修，老人没法上楼")
    propose()
    assert not Likeness.objects.exists()


def test_a_need_told_anew_is_held_to_its_new_words(make_need):
    first = make_need("锦绣花园3号楼电梯坏了三天，老人上不去楼")
    propose()
    Need.objects.filter(pk=first.pk).update(words="想学太极拳")
    make_need("锦绣花园三号楼的电梯又坏了好几天没人修，老人没法上楼")
    propose()
    assert not Likeness.objects.exists()


def test_the_same_sort_of_matter_in_another_town_is_not(make_need, other_village, director):
    from tongxin.needs.actions import raise_need

    words = "3号楼电梯坏了三天，老人上不去楼"
    make_need(words)
    raise_need(by=director, at=other_village, words=words, channel="phone")
    propose()
    assert not Likeness.objects.exists()


def test_only_the_triage_robot_proposes(need, stranger):
    with pytest.raises(NotAllowed):
        propose_for_pending(by=stranger)


REFER = Judgement(route="refer", refer_to="12345", urgency=4)


def test_corrections_are_learnt_by_the_next_fit(need, make_need, steward, director, city, work):
    propose()
    decide_needs([need], judgement=REFER, by=steward)
    job = order_fit(at=city, by=director)
    work()
    assert Job.objects.get(pk=job.pk).state == "done"
    fit = Fit.objects.get()
    assert fit.corrections == 1
    later = make_need("孩子上网课听不懂数学")
    propose()
    assert Proposal.objects.get(need=later).fit == str(fit)


def test_a_night_without_corrections_learns_nothing_new(need, steward):
    propose()
    decide_needs([need], judgement=REFER, by=steward)
    assert fit_triage(by=robot("triage")) == fit_triage(by=robot("triage"))
    assert Fit.objects.count() == 1


def test_a_steward_does_not_let_it_learn(city, steward):
    with pytest.raises(NotAllowed):
        order_fit(at=city, by=steward)


def test_reasons_never_show_a_code_for_a_place():
    same = {"code": "place.same", "values": {"place": "320282004001"}}
    spot = {"code": "place.same", "values": {"place": "锦绣花园"}}
    assert [one["text"] for one in sentences([same, spot])] == [
        "同一个村（社区）", "同一地点：锦绣花园",
    ]  # fmt: skip
