"""One shift gets roles of its own; the others keep theirs."""

from datetime import timedelta

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.rosters import actions
from tongxin.rosters.actions.enrolling import NotJoinable
from tongxin.rosters.actions.shifting import ShiftOver
from tongxin.rosters.models import Post


@pytest.fixture
def shifts(make_shift, officer):
    """Two shifts of one post, whose leader is told to the enrolled."""
    first = make_shift(contact_phone="13900000011", venue="村口")
    start = first.starts_at + timedelta(days=1)
    return first, *actions.add_shifts(
        first.post, times=[(start, start + timedelta(hours=3))], by=officer
    )


def test_a_shift_set_apart_has_roles_of_its_own(shifts, officer, hands, client):
    one, other = shifts
    held = actions.join(one, by=hands[0])
    apart = actions.set_apart(one, by=officer)
    actions.set_part(apart, part=apart.parts.get(), maximum=5, by=officer)
    actions.set_part(apart, name="登记员", minimum=1, maximum=1, by=officer)
    held.refresh_from_db()
    assert (held.shift.post, held.part.post, held.state) == (apart, apart, "joined")
    assert sorted(apart.parts.values_list("maximum", flat=True)) == [1, 5]
    other.refresh_from_db()
    assert list(other.post.parts.values_list("maximum", flat=True)) == [2]
    assert Entry.objects.get(verb="shift.set_apart").facts["to"] == apart.pk
    page = client.get(f"/notices/{apart.notice_id}").content.decode()
    assert f'"/shifts/{one.pk}"' in page
    assert f'"/shifts/{other.pk}"' in page


def test_what_was_said_and_promised_goes_with_it(shifts, officer):
    before = shifts[0].post
    apart = actions.set_apart(shifts[0], by=officer)
    same = ("title", "duties", "risks", "guarantees", "venue", "notice", "state", "contact_phone")
    assert [getattr(apart, name) for name in same] == [getattr(before, name) for name in same]


def test_a_shift_alone_stays_where_it_is(make_shift, officer):
    shift = make_shift()
    assert actions.set_apart(shift, by=officer) == shift.post
    assert Post.objects.count() == 1


def test_a_role_chosen_before_the_change_joins_nobody(shifts, officer, hands):
    one, _other = shifts
    part = one.post.parts.get()
    actions.set_apart(one, by=officer)
    with pytest.raises(NotJoinable):
        actions.invite(one, people=hands[:1], part=part, by=officer)
    assert not one.enrolments.exists()


def test_a_shift_called_off_and_a_stranger_set_nothing_apart(shifts, officer, stranger):
    with pytest.raises(NotAllowed):
        actions.set_apart(shifts[0], by=stranger)
    actions.cancel_shift(shifts[0], reason="停", by=officer)
    with pytest.raises(ShiftOver):
        actions.set_apart(shifts[0], by=officer)


def test_the_desk_sets_a_shift_apart_on_its_page(shifts, officer, client):
    client.force_login(officer)
    where = f"/desk/shifts/{shifts[0].pk}"
    assert f'action="{where}/roles"' in client.get(where).content.decode()
    made = client.post(f"{where}/roles")
    shifts[0].refresh_from_db()
    assert made["Location"] == f"/desk/posts/{shifts[0].post_id}"
    assert f'action="{where}/roles"' not in client.get(where).content.decode()
