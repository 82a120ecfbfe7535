"""The pages of plans and offers: what they show, to whom, and what pressing does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.counting import dearer
from tongxin.dispatch import actions
from tongxin.dispatch.models import Plan
from tongxin.rosters.models import Enrolment


def test_a_plan_is_drawn_looked_at_and_sent(client, officer, town, make_shift, hands, work):
    shift = make_shift(places=2)
    client.force_login(officer)
    form = {"place": town.pk, "first": timezone.localdate().isoformat(), "days": 7}
    made = client.post("/desk/plans", form)
    assert made.status_code == 302
    assert client.get(made.url).status_code == 200  # being drawn
    work()
    plan = Plan.objects.get()
    for path in ("", "/shifts", f"/shifts?town={town.code}", f"/shifts/{shift.pk}"):
        assert client.get(f"/desk/plans/{plan.pk}{path}").status_code == 200
    client.post(f"/desk/plans/{plan.pk}/sending")
    work()
    assert Enrolment.objects.filter(state="invited").count() == 2
    assert client.get(f"/desk/sent/{shift.pk}").status_code == 200


def test_a_bad_day_is_said(client, officer, town):
    client.force_login(officer)
    form = {"place": town.pk, "first": "2020-01-01", "days": 7}
    assert client.post("/desk/plans", form).status_code == 422


def test_pinning_and_comparing(client, officer, make_plan, make_shift, hands, work):
    shift = make_shift(places=1)
    plan = make_plan()
    client.force_login(officer)
    number = hands[3].volunteer.number
    said = {"kind": "must", "number": number, "shift": shift.pk, "part": shift.post.parts.get().pk}
    assert client.post(f"/desk/plans/{plan.pk}/pins", said).status_code == 302
    client.post(f"/desk/plans/{plan.pk}/pins", {"kind": "out", "number": hands[2].volunteer.number})
    client.post(f"/desk/plans/{plan.pk}/again")
    work()
    other = Plan.objects.first()
    assert other.placements.get().person == hands[3]
    against = client.get(f"/desk/plans/{plan.pk}/against/{other.pk}").context
    same, different = against["same"], against["different"]
    pairs = [set(one.placements.values_list("shift", "person")) for one in (plan, other)]
    assert (same, different) == (len(pairs[0] & pairs[1]), len(pairs[0] ^ pairs[1]))
    assert different > 0
    ways = {(row.here, row.there) for row in against["rows"]}
    assert (plan.objective, other.objective) in ways
    pin = plan.pins.first()
    assert client.post(f"/desk/plans/{plan.pk}/pins/{pin.pk}/removal").status_code == 302
    client.post(f"/desk/plans/{plan.pk}/dropping")
    plan.refresh_from_db()
    assert plan.state == "dropped"


def test_the_desk_asks_the_next_and_calls_many(client, officer, make_shift, hands):
    shift = make_shift(places=1)
    client.force_login(officer)
    part = shift.post.parts.get().pk
    assert client.post(f"/desk/sent/{shift.pk}/calls", {"part": part}).status_code == 302
    assert client.post(f"/desk/sent/{shift.pk}/next").status_code == 302
    assert Enrolment.objects.get().state == "invited"


def test_a_volunteer_answers_and_asks_why(client, sent):
    row = Enrolment.objects.filter(state="invited").first()
    client.force_login(row.person)
    page = client.get("/mine/offers").content.decode()
    assert f"/enrolments/{row.pk}/confirmation" in page
    assert client.get(f"/shifts/{row.shift_id}/why").status_code == 200
    client.post(f"/enrolments/{row.pk}/confirmation")
    row.refresh_from_db()
    assert row.state == "joined"


def test_who_was_not_asked_may_ask_why(client, sent, hands):
    asked = set(Enrolment.objects.values_list("person", flat=True))
    other = next(hand for hand in hands if hand.pk not in asked)
    client.force_login(other)
    shift = sent.placements.first().shift_id
    assert f'href="/shifts/{shift}/why"' in client.get(f"/shifts/{shift}").content.decode()
    said = client.get(f"/shifts/{shift}/why").content.decode()
    assert "更近" in said or "多走" in said


def test_who_was_not_asked_in_a_repair_is_not_told_that_nobody_was(
    client, make_shift, hands, officer
):
    shift = make_shift(places=1)
    client.force_login(hands[3])
    assert "没有派过单" in client.get(f"/shifts/{shift.pk}/why").content.decode()
    assert actions.refill(shift, reason="by hand", by=officer) == 1
    assert "没有派过单" not in client.get(f"/shifts/{shift.pk}/why").content.decode()


def test_other_costs_draw_another_plan(client, officer, town, make_shift, make_volunteer, work):
    """Nearness against liking: the officer says how many metres a liking is worth."""
    near = make_volunteer("near", prefers=["information"])
    keen = make_volunteer("keen", prefers=["publicity"], latitude=31.28)  # two kilometres off
    make_shift(places=1)
    client.force_login(officer)
    form = {"place": town.pk, "first": timezone.localdate().isoformat(), "days": 7}
    for metres, asked in ((0, near), (50_000, keen)):
        made = client.post("/desk/plans", form | {"preference": metres})
        assert made.status_code == 302
        work()
        assert Plan.objects.latest("pk").placements.get().person == asked


@pytest.mark.parametrize("path", ["", "/shifts", "/sending"])
def test_a_stranger_sees_no_plan(client, sent, make_person, path):
    client.force_login(make_person("stranger"))
    address = f"/desk/plans/{sent.pk}{path}"
    answer = client.post(address) if path == "/sending" else client.get(address)
    assert answer.status_code == 404
    assert client.get("/desk/plans").status_code == 403


def test_lists_ask_no_more_with_more_in_them(client, officer, hands, make_plan, make_shift, work):
    """Constant queries: with more shifts, plans and offers every page asks as often."""

    def grow(count):
        for _n in range(count):
            make_shift(places=1, ahead=30 + 26 * Plan.objects.count())
            plan = make_plan()
            actions.pin(plan, hands[0], kind="out", by=officer)
            if Plan.objects.count() > 1:
                actions.send_plan(plan, by=officer)
                work()

    grow(2)
    first = Plan.objects.last()
    pages = [
        (officer, "/desk/plans"), (officer, f"/desk/plans/{first.pk}"),
        (officer, f"/desk/plans/{first.pk}/shifts"), (hands[1], "/mine/offers"),
        (officer, "/desk/orders"),
    ]  # fmt: skip
    assert dearer(client, pages, grow) == []


def test_the_form_begins_with_tomorrow_in_every_language(client, officer):
    client.force_login(officer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for language in ("zh-hans", "en"):
        page = client.get("/desk/plans", headers={"accept-language": language}).content.decode()
        assert f'value="{tomorrow:%Y-%m-%d}"' in page
