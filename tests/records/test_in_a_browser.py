"""Hours, a certificate and its check by a stranger, in a real browser, open to everybody."""

from uuid import uuid4

import pytest

from tests.journeys.conftest import look  # noqa: F401
from tests.records.conftest import MONDAY
from tests.stage import turning, until
from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.models import Certificate, Credit, Finding

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def served(serve, helper, director, city, village, officer):
    """A line of hours, an issuer, a reward; the ledger looked through."""
    actions.name_issuer(city, organisation="中心", principal="徐", contact="0510", by=director)
    actions.offer_reward(village, title="毛巾", points=10, count=5, by=officer)
    line = serve(client="")
    actions.look_for_findings(by=robot("clock"))
    return line


def test_hours_become_a_certificate_a_stranger_checks(
    open_page, served, helper, officer, accessible
):
    phone = open_page(390, 844, helper)
    phone.goto("/mine/hours")
    accessible(phone)
    phone.click("summary")
    phone.fill("input[name=since]", "2020-02-01")
    phone.fill("input[name=until]", "2020-03-01")
    with turning(phone):
        phone.click("details[open] form button")
    row = Certificate.objects.get()
    desk = open_page(1280, 900, officer)
    desk.goto(f"/desk/service-certificates/{row.pk}")
    accessible(desk)
    with turning(desk):
        desk.click("form[action$=issue] button")
    until(desk, lambda: Certificate.objects.get().state == "issued")
    stranger = open_page(390, 844)
    stranger.goto("/service/certificates")
    accessible(stranger)
    stranger.fill("#code", row.code_shown)
    with turning(stranger):
        stranger.click("form button.button-primary")
    assert "这份证明有效" in stranger.inner_text("main")
    assert helper.name not in stranger.inner_text("main")
    accessible(stranger)


@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_shut_out(
    open_page, served, helper, officer, auditor, director, accessible, width
):
    actions.dispute(served, words="少了", by=helper)
    asked = actions.ask_certificate(
        helper, since=MONDAY.date(), until=MONDAY.date(), uid=uuid4(), by=helper
    )
    actions.issue_certificate(asked, by=officer)
    finding = Finding.objects.get()
    for who, paths in (
        (helper, ["/mine/hours", f"/mine/hours/{served.pk}", "/mine/hours/make-up",
                  "/mine/points"]),
        (officer, ["/desk/hours", f"/desk/hours/{served.pk}", "/desk/disputes", "/desk/make-ups",
                   "/desk/make-ups/new", "/desk/stars", "/desk/rewards",
                   "/desk/service-certificates",
                   f"/desk/disputes/{served.disputes.get().pk}"]),
        (auditor, ["/desk/findings", f"/desk/findings/{finding.pk}"]),
        (director, ["/desk/service-certificates/issuers", "/desk/hours/rules"]),
        (None, ["/service/notice", f"/service/certificates/{asked.code}"]),
    ):  # fmt: skip
        page = open_page(width, 900, who)
        for path in paths:
            page.goto(path)
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("h1").count() == 1
    assert Credit.objects.count() == 1
