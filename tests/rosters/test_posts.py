"""A request becomes posts: roles, shifts, copies, templates."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.rosters import actions
from tongxin.rosters.actions.posting import PartsNeeded, PartTaken, PostNotReady
from tongxin.rosters.actions.shifting import BadTimes
from tongxin.rosters.models import Post, Shift


def test_a_post_waits_for_approval(asked, village, officer):
    with pytest.raises(PostNotReady):
        actions.make_post(
            asked, at=village, title="岗", duties="事", parts=[{"name": "员"}], by=officer
        )


def test_a_post_says_who_is_wanted(approved, village, officer):
    with pytest.raises(PartsNeeded):
        actions.make_post(approved, at=village, title="岗", duties="事", parts=[], by=officer)


def test_a_risky_post_is_insured_whatever_was_said(make_post):
    assert make_post(publish=False, is_risky=True, needs_insurance=False).needs_insurance


def test_a_stranger_makes_no_post(approved, village, stranger):
    with pytest.raises(NotAllowed):
        actions.make_post(
            approved, at=village, title="岗", duties="事", parts=[{"name": "员"}], by=stranger
        )


def test_a_series_is_every_wanted_day_at_every_hour():
    times = actions.series(
        date(2030, 2, 11), date(2030, 2, 17), [("08:00", 240), ("12:00", 240)], [0, 6]
    )
    assert len(times) == 4
    assert {timezone.localtime(start).weekday() for start, _end in times} == {0, 6}
    assert all(end - start == timedelta(hours=4) for start, end in times)


def test_a_series_added_twice_is_there_once(make_post, officer):
    post = make_post(publish=False)
    start = timezone.now() + timedelta(days=2)
    times = [(start, start + timedelta(hours=3))]
    assert len(actions.add_shifts(post, times=times, by=officer)) == 1
    assert actions.add_shifts(post, times=times, by=officer) == []


def test_a_shift_of_the_past_is_refused(make_post, officer):
    past = timezone.now() - timedelta(hours=5)
    with pytest.raises(BadTimes):
        actions.add_shifts(
            make_post(publish=False), times=[(past, past + timedelta(hours=2))], by=officer
        )


def test_the_same_post_at_many_places_once(make_post, town, village, officer):
    post = make_post()
    made = actions.spread_post(post, places=[town, village], by=officer)
    assert [(row.place, row.state) for row in made] == [(town, "draft")]
    assert made[0].parts.get().maximum == 2
    assert made[0].shifts.count() == 1
    assert actions.spread_post(post, places=[town], by=officer) == []


def test_nobody_spreads_a_post_where_they_may_not(make_post, other_town, officer):
    with pytest.raises(NotAllowed):
        actions.spread_post(make_post(), places=[other_town], by=officer)


def test_a_template_makes_the_post_again_with_its_hours(make_post, approved, village, officer):
    post = make_post(title="原岗")
    template = actions.save_template(post, name="引导", by=officer)
    assert len(template.hours) == 1
    day = timezone.localdate() + timedelta(days=3)
    again = actions.use_template(template, approved, at=village, first=day, last=day, by=officer)
    assert (again.title, again.parts.get().maximum, again.shifts.count()) == ("原岗", 2, 1)
    assert again.state == Post.State.DRAFT


def test_more_places_ask_those_who_wait(make_shift, hands, officer):
    shift = make_shift(places=1)
    for person in hands[:3]:
        actions.join(shift, by=person)
    part = shift.post.parts.get()
    actions.set_part(shift.post, part=part, maximum=2, by=officer)
    assert list(shift.enrolments.values_list("state", flat=True)) == [
        "joined",
        "invited",
        "waiting",
    ]


def test_places_that_are_taken_stay(make_shift, hands, officer):
    shift = make_shift(places=2)
    for person in hands[:2]:
        actions.join(shift, by=person)
    with pytest.raises(PartTaken):
        actions.set_part(shift.post, part=shift.post.parts.get(), maximum=1, by=officer)


def test_an_open_post_keeps_what_people_joined_under(make_post, officer):
    with pytest.raises(PostNotReady):
        actions.change_post(make_post(), is_risky=True, by=officer)


def test_a_post_with_shifts_to_come_is_not_ended(make_post, officer):
    post = make_post()
    with pytest.raises(PostNotReady):
        actions.end_post(post, by=officer)
    actions.cancel_shift(Shift.objects.get(post=post), reason="停", by=officer)
    assert actions.end_post(post, by=officer).state == Post.State.ENDED


def test_a_copy_is_a_draft_that_says_the_same(make_post, officer, stranger):
    post = make_post(contact_phone="13900000011", venue="村口")
    copy = actions.copy_post(post, by=officer)
    assert (copy.state, copy.venue, copy.contact_phone) == ("draft", "村口", "13900000011")
    assert copy.parts.get().maximum == post.parts.get().maximum
    assert not copy.shifts.exists()
    assert Entry.objects.filter(verb="post.made", on=f"post:{copy.pk}").exists()
    with pytest.raises(NotAllowed):
        actions.copy_post(post, by=stranger)


def test_only_who_approves_requests_lets_other_towns_serve(make_post, director, steward):
    post = make_post()
    with pytest.raises(NotAllowed):
        actions.allow_across_towns(post, reason="人手不够", by=steward)
    assert (
        actions.allow_across_towns(post, reason="人手不够", by=director).across_towns_by == director
    )
    entry = Entry.objects.get(verb="post.opened_across_towns")
    assert entry.reason == "人手不够"


def test_who_is_coming_is_told_of_another_spot(make_shift, hands, officer):
    shift = make_shift(places=1, venue="村口")
    for person in hands[:2]:  # one joins, one waits
        actions.join(shift, by=person)
    told = Message.objects.filter(subject__startswith="地点有变")
    actions.change_post(shift.post, by=officer, duties="只改内容。")
    assert not told.exists()
    actions.change_post(shift.post, by=officer, venue="村委会")
    assert list(told.values_list("recipient", flat=True)) == [f"person:{hands[0].pk}"]
    assert "村委会" in told.get().body
    before = shift.sequence
    shift.refresh_from_db()
    assert shift.sequence == before + 1


def test_a_template_removed_is_offered_no_more_and_its_name_is_free(
    client, make_post, officer, stranger
):
    post = make_post()
    template = actions.save_template(post, name="引导", by=officer)
    with pytest.raises(NotAllowed):
        actions.retire_template(template, by=stranger)
    where = f"/desk/requests/{post.request_id}/template"
    client.force_login(officer)
    assert f'"/desk/templates/{template.pk}/removal"' in client.get(where).content.decode()
    gone = client.post(f"/desk/templates/{template.pk}/removal", {"next": where})
    assert gone["Location"] == where
    assert "引导" not in str(client.get(where).context["form"]["template"])
    assert Entry.objects.filter(verb="template.retired", on=f"template:{template.pk}").exists()
    assert actions.save_template(post, name="引导", by=officer).name == "引导"
