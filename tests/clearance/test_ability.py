from datetime import timedelta

from tests.clearance.conftest import DAY, at
from tests.clearance.test_people import said
from tongxin.clearance.gates import refusals
from tongxin.protection.actions import Contract, cancel_policy, cover_people, enter_policy
from tongxin.volunteers.models import Qualification, QualificationKind


def test_trained_first_always(make_volunteer, shift):
    (refusal,) = refusals(make_volunteer("k", passed=()), shift())
    assert (refusal.rule, "basics" in refusal.sentence) == ("trained", True)


def test_every_module_of_class_and_kind_is_needed(volunteer, make_pass, shift, policy, director):
    cover_people(policy, [volunteer.person_id], by=director, since=DAY)
    (refusal,) = refusals(volunteer, shift(kind="checkpoint"))
    assert refusal.rule == "trained"
    assert "checkpoint" in refusal.sentence
    assert "basics" not in refusal.sentence
    make_pass(volunteer.person, "checkpoint")
    assert said(volunteer, shift(kind="checkpoint")) == []


def test_a_pass_has_to_hold_when_the_shift_starts(make_volunteer, make_pass, shift):
    lapsing = make_volunteer("l", passed=())
    made = make_pass(lapsing.person, until=at(9))
    assert said(lapsing, shift()) == ["trained"]
    made.until = at(9, 1)
    made.save()
    assert said(lapsing, shift()) == []


def test_a_revoked_pass_is_none(volunteer, shift, director):
    row = volunteer.person.training_passes.get()
    row.revoked_at, row.revoked_by, row.revoked_because = at(0), director, "x"
    row.save()
    assert said(volunteer, shift()) == ["trained"]


def test_a_qualification_is_verified_and_unexpired(volunteer, shift, director):
    kind = QualificationKind.objects.create(code="nurse-x", name="护士", is_professional=True)
    asks = shift(qualifications=frozenset({"nurse-x"}))
    (refusal,) = refusals(volunteer, asks)
    assert (refusal.rule, "护士" in refusal.sentence) == ("qualified", True)
    held = Qualification.objects.create(volunteer=volunteer, kind=kind, expires_on=DAY)
    assert said(volunteer, asks) == ["qualified"]
    held.state, held.decided_by = "verified", director
    held.save()
    assert said(volunteer, asks) == []
    held.expires_on = DAY - timedelta(days=1)
    held.save()
    assert said(volunteer, asks) == ["qualified"]


def test_a_risky_post_needs_insurance_for_person_and_window(volunteer, shift, policy, director):
    assert said(volunteer, shift(risky=True)) == ["insured"]
    cover_people(policy, [volunteer.person_id], by=director, since=DAY, until=DAY)
    assert said(volunteer, shift(risky=True)) == []
    night = shift(risky=True, starts_at=at(22), ends_at=at(25))
    assert said(volunteer, night) == ["insured"]
    assert said(volunteer, shift(needs_insurance=True)) == []


def test_a_policy_for_the_register_covers_who_lives_there(
    volunteer, make_volunteer, shift, town, director, other_village
):
    contract = Contract("太保", "P-2", "register", DAY - timedelta(30), DAY + timedelta(30))
    policy = enter_policy(town, contract, by=director)
    assert said(volunteer, shift(risky=True)) == []
    assert said(make_volunteer("m", home=other_village), shift(risky=True)) == ["insured"]
    cancel_policy(policy, reason="退保", by=director)
    assert said(volunteer, shift(risky=True)) == ["insured"]
