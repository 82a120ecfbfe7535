"""What people do with records in a browser, and what they are kept from."""

import io
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.records.conftest import HOUR, MONDAY
from tongxin.journal.models import Entry
from tongxin.records import actions
from tongxin.records.models import Certificate, Credit, Dispute, Finding, MakeUp, Redemption
from tongxin.volunteers import chapters


@pytest.fixture
def as_helper(client, helper):
    client.force_login(helper)
    return client


def test_my_hours_say_what_counts_and_why(as_helper, serve):
    serve(early=60)
    line = serve(start=MONDAY + 24 * HOUR, flags=("closed_at_end",))
    page = as_helper.get("/mine/hours").text
    assert "信用时数" in page
    assert "忘记签退" in page
    told = as_helper.get(f"/mine/hours/{line.pk}").text
    assert "240" in told
    assert "洋渚村村民" in told


def test_my_hours_in_english(as_helper, serve):
    serve()
    as_helper.cookies["django_language"] = "en"
    assert "My hours" in as_helper.get("/mine/hours", headers={"accept-language": "en"}).text


def test_the_chapter_of_the_volunteers_page_leads_here(serve, helper):
    serve()
    chapter = chapters.CHAPTERS["hours"]
    assert chapter.url_name == "records:mine"
    assert chapter.teaser(helper) == "信用时数 4 小时 · 40 积分"
    assert chapter.desk(helper)[0][1].startswith("信用时数")


def test_a_dispute_from_the_page_is_answered_at_the_desk(client, serve, helper, officer):
    line = serve(early=60)
    client.force_login(helper)
    assert client.post(f"/mine/hours/{line.pk}/disputes", {"words": ""}).status_code == 422
    client.post(f"/mine/hours/{line.pk}/disputes", {"words": "我待到最后"})
    row = Dispute.objects.get()
    client.force_login(officer)
    assert "我待到最后" in client.get("/desk/disputes").text
    answer = {"answer": "属实", "upheld": "on", "came_at": "2020-02-10T08:00",
              "left_at": "2020-02-10T12:00", "pauses_minutes": "0"}  # fmt: skip
    assert client.post(f"/desk/disputes/{row.pk}", answer | {"came_at": ""}).status_code == 422
    assert client.post(f"/desk/disputes/{row.pk}", answer).status_code == 302
    assert Credit.objects.standing().get().minutes == 240
    client.force_login(helper)
    assert "属实" in client.get(f"/mine/hours/{line.pk}").text


def test_a_make_up_goes_from_phone_to_second_person(client, helper, village, officer):
    start = timezone.localtime().replace(hour=8, minute=0) - timezone.timedelta(days=2)
    told = {
        "uid": uuid4(), "title": "送菜", "place": village.name, "content": "给老人送菜",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start:%Y-%m-%d}T10:00",
        "proof_words": "签到表", "pauses": "",
    }  # fmt: skip
    client.force_login(helper)
    assert client.get("/mine/hours/make-up").status_code == 200
    assert client.post("/mine/hours/make-up", told | {"proof_words": ""}).status_code == 422
    for _ in range(2):
        assert client.post("/mine/hours/make-up", told).status_code == 302
    row = MakeUp.objects.get()
    client.force_login(officer)
    assert "送菜" in client.get("/desk/make-ups").text
    assert "签到表" in client.get(f"/desk/make-ups/{row.pk}").text
    client.post(f"/desk/make-ups/{row.pk}/approval")
    assert Credit.objects.get().minutes == 120


def test_the_desk_enters_for_a_volunteer_of_its_places_only(
    client, steward, helper, make_helper, other_village, village
):
    far = make_helper("far", home=other_village)
    start = timezone.localtime() - timezone.timedelta(days=1, hours=3)
    told = {
        "uid": uuid4(), "title": "送菜", "place": village.name, "content": "y", "pauses": "",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "proof_words": "x",
    }  # fmt: skip
    client.force_login(steward)
    sent = told | {"volunteer": far.volunteer.number}
    assert client.post("/desk/make-ups/new", sent).status_code == 422
    sent = told | {"volunteer": helper.volunteer.number}
    assert client.post("/desk/make-ups/new", sent).status_code == 302
    assert MakeUp.objects.get().entered_by == steward
    assert client.post(f"/desk/make-ups/{MakeUp.objects.get().pk}/approval").status_code == 403


def test_points_are_spent_and_fetched(client, serve, helper, village, officer):
    serve()
    reward = actions.offer_reward(village, title="毛巾", points=30, count=2, by=officer)
    client.force_login(helper)
    assert "毛巾" in client.get("/mine/points").text
    uid = uuid4()
    for _ in range(2):
        client.post(f"/mine/points/{reward.pk}", {"uid": uid})
    row = Redemption.objects.get()
    assert client.post(f"/mine/points/{reward.pk}", {"uid": "x"}).status_code == 404
    client.force_login(officer)
    assert "毛巾" in client.get("/desk/rewards").text
    client.post(f"/desk/redemptions/{row.pk}/handing")
    row.refresh_from_db()
    assert row.state == "handed"


def test_a_certificate_is_asked_for_and_issued(client, serve, helper, officer, director, village):
    serve()
    client.force_login(director)
    said = {"place": "宜兴市", "organisation": "中心", "principal": "徐", "contact": "0510"}
    assert client.post("/desk/service-certificates/issuers", said).status_code == 302
    client.force_login(helper)
    asked = {"uid": uuid4(), "since": "2020-02-01", "until": "2020-03-01", "purpose": ""}
    wrong = asked | {"since": "2019-01-01", "until": "2019-01-02"}
    assert client.post("/mine/hours/certificates", wrong).status_code == 422
    client.post("/mine/hours/certificates", asked)
    row = Certificate.objects.get()
    assert client.get(f"/service/certificates/{row.code}").status_code == 404
    client.force_login(officer)
    client.post(f"/desk/service-certificates/{row.pk}/issue")
    row.refresh_from_db()
    assert row.number in client.get("/desk/service-certificates?tab=issued").text
    client.logout()
    assert "有效" in client.get(f"/service/certificates/{row.code}").text


def test_the_auditor_looks_and_settles(client, serve, auditor):
    from tongxin.people.actions import robot

    serve(client="")
    actions.look_for_findings(by=robot("clock"))
    client.force_login(auditor)
    assert "没有写明服务对象" in client.get("/desk/findings").text
    row = Finding.objects.get()
    assert client.post(f"/desk/findings/{row.pk}", {"answer": ""}).status_code == 422
    client.post(f"/desk/findings/{row.pk}", {"answer": "补填"})
    row.refresh_from_db()
    assert row.state == "cleared"


def test_the_authority_gets_a_table_and_the_journal_says_so(client, serve, officer, helper):
    serve(title="=值守")
    client.force_login(officer)
    response = client.get("/desk/hours/export")
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert len(rows) == 2
    assert (rows[1][1], rows[1][3], rows[1][10]) == (helper.volunteer.number, "'=值守", "240")
    text = b"".join(client.get("/desk/hours/export?as=csv").streaming_content).decode()
    assert "志愿者编号" in text
    told = Entry.objects.filter(verb="hours.exported").first()
    assert (told.facts["lines"], told.by) == (1, f"person:{officer.pk}")


@pytest.mark.parametrize(
    "path",
    ["/desk/hours", "/desk/hours/export", "/desk/disputes", "/desk/make-ups", "/desk/findings",
     "/desk/stars", "/desk/rewards", "/desk/service-certificates",
     "/desk/service-certificates/issuers", "/desk/make-ups/new", "/desk/hours/rules"],
)  # fmt: skip
def test_no_desk_is_open_to_a_stranger(client, stranger, path):
    client.force_login(stranger)
    assert client.get(path).status_code == 403


def test_nobody_sees_anothers_line(client, serve, stranger, make_person, other_village):
    line = serve()
    client.force_login(stranger)
    assert client.get(f"/mine/hours/{line.pk}").status_code == 404
    assert client.post(f"/mine/hours/{line.pk}/disputes", {"words": "x"}).status_code == 404
    client.force_login(make_person("elsewhere", "steward", other_village))
    assert client.get(f"/desk/hours/{line.pk}").status_code == 404


def test_the_desk_corrects_strikes_and_evaluates(client, serve, officer):
    line, other = serve(), serve(start=MONDAY + 24 * HOUR)
    client.force_login(officer)
    assert client.get(f"/desk/hours/{line.pk}").status_code == 200
    client.post(f"/desk/hours/{line.pk}/evaluation", {"grade": "good"})
    sent = {"came_at": "2020-02-10T08:00", "left_at": "2020-02-10T11:00", "pauses_minutes": 0}
    assert client.post(f"/desk/hours/{line.pk}/correction", sent).status_code == 422
    new = client.post(f"/desk/hours/{line.pk}/correction", sent | {"reason": "早退"}).url
    assert "早退" in client.get(new).text
    client.post(f"/desk/hours/{other.pk}/striking", {"reason": "代签"})
    assert sum(Credit.objects.standing().values_list("minutes", flat=True)) == 180


def test_the_key_of_the_city_is_public(client, city):
    assert client.get("/service/key").json()["key"].startswith("ed25519:")


def test_the_director_sets_another_version_of_the_rules(client, director, city):
    from tongxin.records.rules import rules_in_force, usual_rules

    client.force_login(director)
    page = client.get("/desk/hours/rules")
    sent = page.context["form"].initial | {"notice_days": 10, "class_percent": "screening 130"}
    for wrong in ({"notice_days": 3}, {"star_hours": "x"}, {"class_percent": "nothing 3"},
                  {"star_hours": "5, 4, 3, 2, 1"}):  # fmt: skip
        assert client.post("/desk/hours/rules", sent | wrong).status_code == 422
    assert client.post("/desk/hours/rules", sent).status_code == 302
    assert rules_in_force().notice_days == 10
    assert rules_in_force().class_percent == {"screening": 130}
    assert rules_in_force().star_hours == usual_rules().star_hours
