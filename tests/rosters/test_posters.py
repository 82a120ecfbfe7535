"""A notice hung up: a PDF for walls, a page for screens, a code that leads to the public page."""

import pytest

from tongxin.rosters import actions, posters
from tongxin.rosters.models import Notice
from tongxin.rosters.models.request import LEGAL_FIELDS


@pytest.fixture
def notice(make_shift):
    make_shift()
    return Notice.objects.get()


def test_the_poster_says_all_eight_things_and_leads_to_the_notice(notice):
    said = posters.document(notice)
    assert [text for _name, text in said["facts"]] == [
        str(getattr(notice, name)) for name in LEGAL_FIELDS
    ]
    assert said["check"].endswith(f"/notices/{notice.pk}")
    assert said["qr"].startswith("<?xml")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_published_notice_is_a_pdf_for_the_wall(client, notice, language):
    client.cookies["language"] = language
    answer = client.get(f"/notices/{notice.pk}/poster.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert b"/Count 1" in answer.content


def test_a_long_notice_still_fits_one_sheet(client, notice, officer):
    words = "请自备水杯，提前十分钟到场，听从现场负责人安排。" * 20
    actions.change_notice(notice, content=words, risks=words[:300], by=officer)
    assert b"/Count 1" in client.get(f"/notices/{notice.pk}/poster.pdf").content


def test_a_changed_notice_is_a_new_poster(client, notice, officer):
    before = client.get(f"/notices/{notice.pk}/poster.pdf").content
    assert client.get(f"/notices/{notice.pk}/poster.pdf").content == before
    actions.change_notice(notice, title="改后的标题", by=officer)
    assert client.get(f"/notices/{notice.pk}/poster.pdf").content != before


def test_a_screen_shows_how_many_places_are_left(client, notice, hands):
    shift = notice.posts.get().shifts.get()
    actions.join(shift, by=hands[0])
    client.force_login(hands[0])
    page = client.get(f"/notices/{notice.pk}/screen")
    assert '<b class="number">1</b>' in page.content.decode()


def test_what_is_not_published_hangs_nowhere(client, notice, officer):
    actions.withdraw_notice(notice, reason="改期", by=officer)
    for page in ("poster", "poster.pdf", "screen", "qr.svg"):
        assert client.get(f"/notices/{notice.pk}/{page}").status_code == 404
