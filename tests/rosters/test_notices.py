"""Without the eight legal fields no notice goes out (rule 22)."""

import pytest
from django.db import IntegrityError, transaction

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.rosters import actions
from tongxin.rosters.actions.noticing import NoticeLacks, NoticeNotReady
from tongxin.rosters.models import Notice
from tongxin.rosters.models.request import LEGAL_FIELDS


@pytest.fixture
def notice(make_post, approved, officer):
    post = make_post(publish=False)
    said = {name: "如下" for name in LEGAL_FIELDS} | {"number": 2}
    return actions.write_notice(approved, title="招募", posts=[post], by=officer, **said)


@pytest.mark.parametrize("name", LEGAL_FIELDS)
def test_a_notice_that_lacks_one_thing_stays_in(notice, officer, name):
    setattr(notice, name, 0 if name == "number" else "  ")
    notice.save()
    with pytest.raises(NoticeLacks):
        actions.publish_notice(notice, by=officer)


@pytest.mark.parametrize("name", LEGAL_FIELDS)
def test_the_database_holds_the_eight_too(notice, officer, name):
    actions.publish_notice(notice, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**{name: 0 if name == "number" else ""})


def test_a_published_notice_opens_its_posts(notice, officer):
    actions.publish_notice(notice, by=officer)
    assert notice.posts.get().state == "open"
    assert Entry.objects.filter(verb="notice.published").count() == 1


def test_what_is_not_said_is_taken_from_the_posts(make_post, approved, officer):
    post = make_post(publish=False)
    notice = actions.write_notice(approved, title="招募", posts=[post], by=officer)
    assert notice.content == post.duties
    assert notice.number == 2
    assert notice.lacking == ["when_words"]  # it has no shift yet


def test_a_published_notice_keeps_all_eight(notice, officer):
    actions.publish_notice(notice, by=officer)
    with pytest.raises(NoticeLacks):
        actions.change_notice(notice, risks="", by=officer)


def test_a_notice_speaks_of_a_post(approved, officer):
    with pytest.raises(NoticeNotReady):
        actions.write_notice(approved, title="空", by=officer)


def test_a_stranger_and_a_steward_publish_nothing(notice, stranger, steward):
    for person in (stranger, steward):
        with pytest.raises(NotAllowed):
            actions.publish_notice(notice, by=person)


def test_a_withdrawn_notice_takes_its_shifts_off_the_board(make_shift, officer, client):
    shift = make_shift()
    assert shift.post.title in client.get("/shifts").content.decode()
    actions.withdraw_notice(shift.post.notice, reason="改期", by=officer)
    from django.core.cache import caches

    caches["pages"].clear()
    assert shift.post.title not in client.get("/shifts").content.decode()
