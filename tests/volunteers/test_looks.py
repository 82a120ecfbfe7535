"""The register in a real browser: axe finds nothing, nothing is wider than the phone."""

import pytest

from tongxin.people.actions import give_consent, texts_to_ask
from tongxin.volunteers.actions import add_blackout, claim, invite

OPEN = ["/volunteer"]
MINE = ["/me/volunteer/", "/me/volunteer/offer", "/me/volunteer/start", "/me/volunteer/away/",
        "/me/volunteer/emergency", "/me/volunteer/certificates/",
        "/me/volunteer/departure"]  # fmt: skip
DESK = ["/desk/volunteers/", "/desk/volunteers/map", "/desk/volunteers/duplicates/",
        "/desk/volunteers/duplicates/{first}/{second}/", "/desk/volunteers/{first}/",
        "/desk/volunteers/invitation", "/desk/volunteers/lists/", "/desk/certificates/",
        "/desk/certificates/{claim}/"]  # fmt: skip


@pytest.fixture
def told(volunteer, village, steward, kinds, director):
    for person in (volunteer.person, director):
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)
    twin = invite(name="王丽", phone="13800000032", home=village, by=steward)
    day = volunteer.since.date()
    add_blackout(volunteer, starts_on=day, ends_on=day, by=volunteer.person)
    claimed = claim(volunteer, kinds["nurse"], by=volunteer.person)
    return {"first": volunteer.pk, "second": twin.pk, "claim": claimed.pk}


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "look", [{}, {"theme": "dark", "language": "en"}, {"large": "1", "language": "zh-hans"}]
)
def test_nobody_is_shut_out(open_page, accessible, director, volunteer, told, look):
    faces = ((None, 390, OPEN), (volunteer.person, 390, MINE), (director, 1280, DESK),
             (director, 390, DESK))  # fmt: skip
    for person, width, paths in faces:
        page = open_page(width, 844, person, **look)
        for path in paths:
            page.goto(path.format(**told))
            accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_one_taps_where_one_sets_out_from(open_page, volunteer, told):
    page = open_page(390, 844, volunteer.person)
    page.goto("/me/volunteer/start")
    before = (volunteer.latitude, volunteer.longitude)
    page.locator("input[type=image]").click(position={"x": 250, "y": 60})
    page.get_by_text("已保存").first.wait_for()
    volunteer.refresh_from_db()
    assert volunteer.latitude > before[0]
    assert volunteer.longitude > before[1]
