"""A plan: drawn exactly, by every gate of clearance; a draft that changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.dispatch import actions
from tongxin.dispatch.models import Plan
from tongxin.dispatch.seen import stale
from tongxin.errors import NotAllowed
from tongxin.rosters.models import Enrolment


def placed(plan):
    return {(row.person.username, row.shift_id) for row in plan.placements.all()}


def test_the_nearest_are_placed_and_nobody_is_told(make_plan, make_shift, make_volunteer):
    shift = make_shift(places=2)
    make_volunteer("far", latitude=31.30)
    near = [make_volunteer(f"near-{n}", latitude=31.2601 + n / 10_000) for n in range(2)]
    plan = make_plan()
    assert plan.state == "draft"
    assert placed(plan) == {(person.username, shift.pk) for person in near}
    assert plan.objective == plan.bound  # proven: no plan costs less
    assert not Enrolment.objects.exists()


def test_who_may_not_stand_is_not_placed(make_plan, make_shift, make_volunteer):
    """The gates of sign-up are the gates of the plan: no pass, a black-out, too far to go."""
    make_shift(places=4)
    make_volunteer("untrained", passed=False)
    away = make_volunteer("away").volunteer
    today = timezone.localdate()
    away.blackouts.create(starts_on=today, ends_on=today + timedelta(days=9))
    make_volunteer("far", latitude=31.50, reach_km=3)
    fit = make_volunteer("fit")
    plan = make_plan()
    assert {row.person for row in plan.placements.all()} == {fit}
    assert plan.figures["seats"] == 4
    assert plan.figures["filled"] == 1


def test_a_minor_never_stands_in_a_risky_post(make_plan, make_shift, make_volunteer):
    today = timezone.localdate()
    make_volunteer("young", born=today.replace(year=today.year - 17, day=1))
    make_shift(places=1, kind="checkpoint")
    assert not make_plan().placements.exists()


def test_what_is_held_stays_held(make_plan, make_shift, hands):
    """A place somebody took is no place of the plan, and its hours are not given twice."""
    from tongxin.rosters.actions import join

    shift = make_shift(places=2)
    join(shift, by=hands[0])
    plan = make_plan()
    assert plan.placements.count() == 1
    assert hands[0] not in {row.person for row in plan.placements.all()}


def test_two_days_too_close_are_not_given_to_one(make_plan, make_post, make_volunteer, officer):
    """Late tonight and early tomorrow: eight hours of rest lie between, or it is another's."""
    from tongxin.rosters.actions import add_shifts

    post = make_post(places=1)
    post.shifts.update(state="cancelled")
    evening = timezone.localtime().replace(hour=20, minute=0, second=0, microsecond=0)
    evening += timedelta(days=1)
    morning = evening + timedelta(hours=10)  # seven hours after the evening's end
    add_shifts(post, times=[(evening, evening + timedelta(hours=3))], by=officer)
    add_shifts(post, times=[(morning, morning + timedelta(hours=3))], by=officer)
    make_volunteer("only")
    assert make_plan().placements.count() == 1


def test_pins_are_obeyed(make_plan, make_shift, hands, officer):
    shift = make_shift(places=1)
    part = shift.post.parts.get()
    first = make_plan()
    chosen = first.placements.get().person
    other = next(hand for hand in hands if hand != chosen)
    actions.pin(first, other, kind="must", shift=shift, part=part, by=officer)
    second = make_plan(after=first)
    assert second.placements.get().person == other
    assert second.placements.get().pinned
    actions.pin(second, other, kind="out", by=officer)
    actions.pin(second, other, kind="never", shift=shift, by=officer)
    third = make_plan(after=second)
    assert other not in {row.person for row in third.placements.all()}


def test_a_pin_breaks_no_gate(make_plan, make_shift, make_volunteer, officer):
    untrained = make_volunteer("untrained", passed=False)
    shift = make_shift(places=1)
    make_volunteer("fit")
    plan = make_plan()
    part = shift.post.parts.get()
    actions.pin(plan, untrained, kind="must", shift=shift, part=part, by=officer)
    assert make_plan(after=plan).placements.get().person.username == "fit"


def test_drawn_twice_is_once(make_plan, make_shift, hands, officer):
    make_shift()
    plan = make_plan()
    Plan.objects.filter(pk=plan.pk).update(state="drawing")  # killed before the last word
    plan.refresh_from_db()
    actions.draw(plan, by=officer)
    assert plan.placements.count() == 2


def test_a_stale_plan_says_so(make_plan, make_shift, hands):
    from tongxin.rosters.actions import join

    shift = make_shift()
    plan = make_plan()
    assert stale(plan) == []
    join(shift, by=hands[0])
    assert len(stale(plan)) == 1


def _suspended(person, by):
    from tongxin.volunteers.actions import suspend

    suspend(person.volunteer, reason="多次缺席", by=by)


def _away(person, by):
    from tongxin.volunteers.actions import add_blackout

    today = timezone.localdate()
    add_blackout(person.volunteer, starts_on=today, ends_on=today, by=person)


def _taught(person, by):
    from tongxin.training.actions import give_passes
    from tongxin.training.models import Module, Pass

    Pass.objects.filter(person=person).delete()
    give_passes([person], Module.objects.first(), evidence="名册", by=by)


@pytest.mark.parametrize("change", [_suspended, _away, _taught])
def test_a_plan_is_stale_when_people_may_or_would_do_something_else(
    client, make_plan, make_shift, hands, officer, change
):
    make_shift()
    plan = make_plan()
    client.force_login(officer)
    address = f"/desk/plans/{plan.pk}"
    assert stale(plan) == []
    change(hands[3], officer)
    page = client.get(address).content.decode()
    assert stale(plan)
    assert "资格、意愿或者时间有了变化" in page


def test_nothing_to_plan_is_said(make_plan):
    plan = make_plan()
    assert plan.state == "failed"
    assert plan.job.state == "failed"


def test_a_plan_is_stopped_when_asked(make_shift, hands, town, officer, work):
    from tongxin.clock.actions import ask_cancel

    make_shift()
    today = timezone.localdate()
    plan = actions.order_plan(town, first=today, last=today + timedelta(days=6), by=officer)
    ask_cancel(plan.job, by=officer)
    work()
    plan.refresh_from_db()
    assert plan.state == "stopped"
    assert not plan.placements.exists()


def test_a_week_at_most_from_today(town, officer):
    today = timezone.localdate()
    for first, last in [(today, today + timedelta(days=7)), (today - timedelta(days=1), today)]:
        with pytest.raises(actions.BadPlan):
            actions.order_plan(town, first=first, last=last, by=officer)


def test_a_stranger_plans_nothing(town, make_person):
    today = timezone.localdate()
    with pytest.raises(NotAllowed):
        actions.order_plan(town, first=today, last=today, by=make_person("stranger"))
