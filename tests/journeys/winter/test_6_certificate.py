"""Home again: hours, a certificate, and a stranger who checks its QR code."""

import subprocess
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.stage import scanned, turning
from tongxin.duty.actions import check_in
from tongxin.protection.actions import issue_kit
from tongxin.records.models import Certificate, Credit
from tongxin.rosters.models import Enrolment
from tongxin.rosters.occasions import occasion_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on_duty(week):
    """The star has been on duty in the village since before it began."""
    shift, star = week.next_shift(), week.star
    week.well(star)
    row = Enrolment.objects.get(shift=shift, person=star)
    issue_kit(star, occasion_of(shift), by=week.person("zhanzhang"))
    week.clock.move_to(shift.starts_at - timedelta(minutes=5))
    check_in(row, code=week.door(shift).rsplit("/", 1)[1], by=star)
    return shift


def test_hours_a_certificate_and_a_stranger(week, look, on_duty):
    week.clock.move_to(on_duty.ends_at)
    phone = week.phone(week.star)
    _goes_home(phone, look, week, on_duty)
    line = Credit.objects.filter(person=week.star).latest("pk")
    assert line.minutes == 180
    _reads_the_hours(phone, look, line)
    paper = _asks(phone, look)
    _is_issued(week, look, paper)
    paper.refresh_from_db()
    address = _the_pdf_carries_the_code(phone, look, paper)
    _a_stranger_reads(week, look, address, week.say("有效", "valid"))
    _is_corrected(week, look, line)
    _a_stranger_reads(week, look, address, week.say("更正", "corrected"))
    _is_revoked(week, look, paper)
    _a_stranger_reads(week, look, address, week.say("撤销", "revoked"))


def _goes_home(page, look, week, shift):
    page.goto(week.door(shift))
    look(page)
    with turning(page):
        page.locator('form[action$="/out"] button.button-primary').click()
    look(page)


def _reads_the_hours(page, look, line):
    page.goto("/mine/hours")
    look(page)
    with turning(page):
        page.locator(f'main a[href="/mine/hours/{line.pk}"]').click()
    look(page)


def _asks(page, look):
    page.goto("/mine/hours")
    page.locator('details:has(form[action$="/certificates"]) summary').click()
    form = page.locator('form[action$="/certificates"]')
    today = timezone.localdate().isoformat()
    form.locator("[name=since]").fill(today)
    form.locator("[name=until]").fill(today)
    with turning(page):
        form.locator("button.button-primary").click()
    look(page)
    return Certificate.objects.filter(number=None).latest("pk")


def _is_issued(week, look, paper):
    page = week.desk("zhuren")
    page.goto("/desk/service-certificates")
    look(page)
    with turning(page):
        page.locator(f'main a[href="/desk/service-certificates/{paper.pk}"]').click()
    look(page)
    with turning(page):
        page.locator('form[action$="/issue"] button').click()
    look(page)


def _the_pdf_carries_the_code(page, look, paper):
    page.goto(f"/service/certificates/{paper.code}")
    look(page)
    sent = page.request.get(f"/service/certificates/{paper.code}.pdf").body()
    assert paper.number in _words_of(sent)
    return _scanned(sent)


def _a_stranger_reads(week, look, address, verdict):
    page = week.phone()
    page.goto(address.removeprefix(settings.PUBLIC_URL))
    expect(page.locator("main .notice").first).to_contain_text(verdict)
    assert week.star.name not in page.content()
    look(page)


def _is_corrected(week, look, line):
    page = week.desk("zhuren")
    page.goto(f"/desk/hours/{line.pk}")
    look(page)
    form = page.locator('form[action$="/correction"]')
    page.locator('details:has(form[action$="/correction"]) summary').click()
    form.locator("[name=pauses_minutes]").fill("30")
    form.locator("[name=reason]").fill("中间休息半小时")
    with turning(page):
        form.locator("button").click()
    look(page)


def _is_revoked(week, look, paper):
    page = week.desk("zhuren")
    page.goto(f"/desk/service-certificates/{paper.pk}")
    look(page)
    page.locator('details:has(form[action$="/revocation"]) summary').click()
    form = page.locator('form[action$="/revocation"]')
    form.locator("[name=reason]").fill("时间登记有误")
    with turning(page):
        form.locator("button").click()
    look(page)


def _words_of(pdf):
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def _scanned(pdf):
    """What a phone's camera reads on the paper."""
    page = ["pdftoppm", "-png", "-r", "120", "-singlefile", "-"]
    done = subprocess.run(page, input=pdf, capture_output=True, check=True)
    address = scanned(done.stdout)
    assert address.startswith(f"{settings.PUBLIC_URL}/")
    return address
