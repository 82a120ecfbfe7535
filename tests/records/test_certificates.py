"""Certificates: numbered, signed, on notice, corrected and revoked in public (rule 44)."""

import copy
import json
import shutil
import subprocess
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.records.conftest import HOUR, MONDAY
from tongxin.config.cli import main
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import close_account
from tongxin.people.models import Consent, ConsentText
from tongxin.records import actions
from tongxin.records.documents import public_key
from tongxin.records.models import Certificate
from tongxin.records.printed import pdf_of
from tongxin.records.signing import NotGenuine, check

FEBRUARY = {"since": date(2020, 2, 1), "until": date(2020, 2, 29)}


@pytest.fixture
def issuer(city, director):
    return actions.name_issuer(
        city, organisation="宜兴市新时代文明实践中心", principal="㇏仁", contact="0510-0000 0000",
        by=director,
    )  # fmt: skip


@pytest.fixture
def asked(issuer, serve, helper):
    helper.name = "𠮷志愿"
    helper.save(update_fields=["name"])
    serve(title="湖㳇镇卡口值守")
    return actions.ask_certificate(helper, **FEBRUARY, uid=uuid4(), by=helper, purpose="入学")


@pytest.fixture
def issued(asked, officer):
    return actions.issue_certificate(asked, by=officer)


def test_it_names_all_the_law_asks_for(issued, helper, officer):
    told = issued.document
    assert issued.number == f"YX-{timezone.localdate().year}-000001"
    assert told["person"] == {"name": "𠮷志愿", "number": helper.volunteer.number}
    assert told["issuer"]["principal"] == "㇏仁"
    assert (told["issuer"]["handler"], told["issuer"]["contact"]) == ("周所长", "0510-0000 0000")
    assert told["content"] == [
        {"title": "湖㳇镇卡口值守", "where": "洋渚村", "minutes": 240, "times": 1}
    ]
    assert (told["verified_minutes"], told["issued_on"]) == (240, str(timezone.localdate()))
    assert Entry.objects.filter(verb="certificate.issued").exists()


def test_it_is_on_notice_for_seven_days_at_least(issued):
    assert issued.notice_until - timezone.localdate() >= timedelta(days=7)
    assert issued.is_on_notice(timezone.localdate() + timedelta(days=7))
    assert not issued.is_on_notice(timezone.localdate() + timedelta(days=8))


def test_numbers_have_no_gaps(issued, helper, officer):
    more = [
        actions.issue_certificate(
            actions.ask_certificate(helper, **FEBRUARY, uid=uuid4(), by=helper), by=officer
        )
        for _ in range(2)
    ]
    assert [row.number[-3:] for row in (issued, *more)] == ["001", "002", "003"]


def test_issued_twice_is_once(issued, officer):
    assert actions.issue_certificate(issued, by=officer).number == issued.number


def test_asked_twice_is_once_and_nothing_served_is_refused(asked, helper):
    again = actions.ask_certificate(helper, **FEBRUARY, uid=asked.uid, by=helper)
    assert again == asked
    with pytest.raises(actions.NothingServed):
        actions.ask_certificate(
            helper, since=date(2019, 1, 1), until=date(2019, 2, 1), uid=uuid4(), by=helper
        )


def test_nobody_handles_their_own_nor_without_the_power(asked, stranger, steward, make_stint,
                                                        officer):  # fmt: skip
    for who in (stranger, steward, asked.person):
        with pytest.raises(NotAllowed):
            actions.issue_certificate(asked, by=who)
    actions.credit(make_stint(officer), by=officer)
    own = actions.ask_certificate(officer, **FEBRUARY, uid=uuid4(), by=officer)
    with pytest.raises((actions.NotYours, NotAllowed)):
        actions.issue_certificate(own, by=officer)


def test_without_an_issuer_there_is_none(serve, helper, officer):
    serve()
    row = actions.ask_certificate(helper, **FEBRUARY, uid=uuid4(), by=helper)
    with pytest.raises(actions.NoIssuer):
        actions.issue_certificate(row, by=officer)


def test_the_nearest_issuer_above_issues(issuer, town, village, other_village, director):
    near = actions.name_issuer(town, organisation="镇所", principal="李", contact="1", by=director)
    assert actions.issuer_at(village) == near
    assert actions.issuer_at(other_village) == issuer


def test_a_stranger_checks_the_code_and_sees_no_name(client, issued):
    page = client.get(f"/service/certificates/{issued.code.lower()}").text
    assert "有效" in page
    assert issued.number in page
    assert "𠮷志愿" not in page
    assert "𠮷**" in page
    assert client.get("/service/certificates", {"code": issued.code_shown}).status_code == 302
    assert issued.number in client.get("/service/notice").text
    assert "𠮷志愿" not in client.get("/service/notice").text


def test_with_consent_the_name_is_shown(client, issued, helper, village):
    text = ConsentText.objects.create(
        purpose="publish_name", version=1, title="t", title_en="t", data="d", data_en="d",
        text="x", text_en="x",
    )  # fmt: skip
    Consent.objects.create(person=helper, text=text, given_by=helper)
    address = f"/service/certificates/{issued.code}"
    assert "𠮷志愿" in client.get(address).text
    close_account(helper, by=helper)
    assert "𠮷志愿" not in client.get(address).text


def test_a_corrected_line_makes_the_certificate_say_so(client, issued, officer, helper):
    line = issued.lines.get()
    actions.correct(
        line, came_at=line.came_at, left_at=line.starts_at + 3 * HOUR, pauses_minutes=0,
        reason="提前离开", by=officer,
    )  # fmt: skip
    issued.refresh_from_db()
    assert issued.state == "corrected"
    assert "已更正" in client.get(f"/service/certificates/{issued.code}").text
    fresh = actions.reissue_certificate(issued, by=officer)
    assert actions.reissue_certificate(issued, by=officer) == fresh
    assert (fresh.verified_minutes, fresh.corrects) == (180, issued)
    assert fresh.code in client.get(f"/service/certificates/{issued.code}").text


def test_a_revoked_one_says_so_and_is_not_printed(client, issued, director, officer, helper):
    with pytest.raises(NotAllowed):
        actions.revoke_certificate(issued, reason="x", by=officer)
    with pytest.raises(actions.ReasonNeeded):
        actions.revoke_certificate(issued, reason=" ", by=director)
    actions.revoke_certificate(issued, reason="冒名顶替", by=director)
    page = client.get(f"/service/certificates/{issued.code}").text
    assert "已撤销" in page
    assert "冒名顶替" not in page
    client.force_login(helper)
    assert client.get(f"/service/certificates/{issued.code}.pdf").status_code == 404


def test_only_the_holder_and_the_desk_get_paper_and_file(client, issued, helper, stranger, officer):
    for who, status in ((stranger, 404), (helper, 200), (officer, 200)):
        client.force_login(who)
        assert client.get(f"/service/certificates/{issued.code}.json").status_code == status


def test_the_signature_holds_and_every_word_is_signed(issued):
    document = issued.document
    assert check(document) == public_key()
    for path in (["number"], ["person", "name"], ["verified_minutes"], ["issuer", "principal"],
                 ["content", 0, "minutes"], ["notice_until"], ["address"]):  # fmt: skip
        forged = copy.deepcopy(document)
        at = forged
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = 9999 if isinstance(at[path[-1]], int) else "别的"
        with pytest.raises(NotGenuine):
            check(forged)


@pytest.mark.parametrize("wrong", [None, [], {}, {"kind": "x"}, {"version": 2}, {"key": "ed25519:"},
                                   {"signature": "!"}, {"signature": 7}])  # fmt: skip
def test_what_is_no_certificate_is_refused(issued, wrong):
    forged = issued.document | wrong if wrong and "kind" not in wrong else wrong
    with pytest.raises(NotGenuine):
        check(forged)


def test_the_paper_is_chinese_with_rare_characters_and_carries_its_proof(issued, tmp_path, capsys):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_of(issued))
    assert main(["records", "check", str(path), "--key", public_key()]) == 0
    said = capsys.readouterr().out
    assert "𠮷志愿" in said
    assert "genuine" in said
    assert main(["records", "check", str(path), "--key", "ed25519:other"]) == 1
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    for word in ("𠮷志愿", "㇏仁", "湖㳇镇", "志愿服务证明", issued.number, "周所长", "公示"):
        assert word in text
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True).stdout.decode()
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:])


def test_a_changed_file_is_not_genuine(issued, tmp_path, capsys):
    path = tmp_path / "signed.json"
    path.write_text(json.dumps(issued.document | {"verified_minutes": 99999}), encoding="utf-8")
    assert main(["records", "check", str(path)]) == 1
    path.write_text("hello", encoding="utf-8")
    assert main(["records", "check", str(path)]) == 1
    assert main(["records", "check", str(tmp_path / "none.pdf")]) == 2
    assert main(["records", "check"]) == 2
    assert "NOT GENUINE" in capsys.readouterr().out


def test_records_of_a_closed_account_are_kept_and_not_shown(
    serve, helper, officer, auditor, stranger
):
    from tongxin.records.models import Credit

    line = serve()
    close_account(helper, by=helper)
    assert Credit.objects.filter(pk=line.pk).exists()
    assert not Credit.objects.visible_to(officer).exists()
    assert Credit.objects.visible_to(auditor).exists()
    assert not Certificate.objects.visible_to(stranger).exists()
    assert MONDAY.year == line.day.year
