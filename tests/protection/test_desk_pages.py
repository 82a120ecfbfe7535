"""The desk: health of the day, cases, accidents, stock, kits, requests for gear."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.protection.conftest import FEVER, WELL, left
from tongxin.people.actions import join_team
from tongxin.places.actions import declare_level, end_level
from tongxin.protection.actions import (
    Report,
    ask_replenishment,
    declare_health,
    holder_of,
    open_case,
    report_accident,
)
from tongxin.protection.models import (
    Accident,
    Balance,
    Case,
    Declaration,
    Destruction,
    KitIssue,
    Movement,
    Replenishment,
)


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_the_day_counts_and_shows_no_facts(desk, make_volunteer, on_duty, shift):
    fit, ill, silent = (make_volunteer(name) for name in ("a", "b", "c"))
    on_duty([(one, shift) for one in (fit, ill, silent)])
    declare_health(fit, WELL, by=fit)
    declare_health(ill, FEVER, by=ill)
    page = desk.get("/desk/health/")
    day = page.context["day"]
    assert (day.expected, day.fit, day.unfit, day.missing_count) == (3, 1, 1, 1)
    assert day.missing[0].volunteer.person == silent
    assert "37.6" not in text(page)


def test_facts_open_for_a_reason(desk, volunteer):
    row = declare_health(volunteer, FEVER, by=volunteer)
    base = f"/desk/health/declarations/{row.pk}/"
    assert "37.6" not in text(desk.get(base))
    assert "37.6" not in text(desk.post(base + "facts", {"reason": "看"}), 422)
    assert "37.6 °C" in text(desk.post(base + "facts", {"reason": "联系就医"}))


def test_a_mistake_is_set_aside(desk, volunteer):
    row = declare_health(volunteer, FEVER, by=volunteer)
    base = f"/desk/health/declarations/{row.pk}/"
    assert desk.post(base + "mistake", {"aside-reason": ""}).status_code == 422
    assert desk.post(base + "mistake", {"aside-reason": "复测正常"}).status_code == 302
    assert Declaration.objects.get().verdict == "mistaken"


def test_a_case_is_noted_read_and_cleared(desk, volunteer):
    number = volunteer.volunteer.number
    assert "没有人生病" in text(desk.get("/desk/cases/"))
    assert desk.post("/desk/cases/", {"person": "XX", "what": "头晕"}).status_code == 422
    desk.post("/desk/cases/", {"person": number, "what": "头晕"})
    base = f"/desk/cases/{Case.objects.get().pk}/"
    assert "头晕" not in text(desk.get(base))
    assert "头晕" in text(desk.post(base + "facts", {"reason": "安排就医"}))
    assert desk.post(base + "clearance", {"grounds": ""}).status_code == 422
    desk.post(base + "clearance", {"grounds": "看过证明"})
    assert not Case.objects.open().exists()
    assert number not in text(desk.get("/desk/cases/"))
    assert number in text(desk.get("/desk/cases/?all=1"))


def test_an_accident_is_reported_told_and_closed(desk, volunteer):
    said = {"person": volunteer.volunteer.number, "what": "滑倒", "done": "包扎",
            "happened_at": "2026-01-02T08:30", "gravity": "light"}  # fmt: skip
    assert desk.post("/desk/accidents/", said | {"done": ""}).status_code == 422
    desk.post("/desk/accidents/", said)
    row = Accident.objects.get()
    base = f"/desk/accidents/{row.pk}/"
    assert "没有保险覆盖" in text(desk.get(base))
    assert "滑倒" in text(desk.post(base + "facts", {"reason": "保险理赔"}))
    desk.post(base + "insurer")
    assert desk.post(base + "end", {"outcome": ""}).status_code == 422
    desk.post(base + "end", {"outcome": "痊愈"})
    assert not Accident.objects.open().exists()


def test_what_came_is_entered_once_however_often_one_presses(desk, items, village):
    assert "还没有库存" in text(desk.get("/desk/stock/"))
    said = {"place": village.name, "item": "mask", "quantity": "40", "client_key": "k",
            "lot": "A1", "reason": "市里发放"}  # fmt: skip
    for _ in range(2):
        assert desk.post("/desk/stock/", said).status_code == 302
    assert left(holder_of(village)) == 40
    assert desk.post("/desk/stock/", said | {"place": ""}).status_code == 422


def test_a_stock_is_passed_on_counted_and_written_off(desk, items, stock, village, town):
    holder = stock(village, mask=40)
    base = f"/desk/stock/{holder.pk}/"
    lot = Balance.objects.get().lot_id
    desk.post(base + "passing", {"to": town.name, "item": "mask", "quantity": 10})
    assert desk.post(base + "passing", {"to": town.name, "item": "mask", "quantity": 99}
                     ).status_code == 422  # fmt: skip
    assert desk.post(base + "count", {f"lot-{lot}": 28}).status_code == 422
    desk.post(base + "count", {f"lot-{lot}": 28, "reason": "受潮扔了"})
    said = {"balance": Balance.objects.get(holder=holder).pk, "quantity": 3, "reason": "破损"}
    desk.post(base + "loss", said)
    desk.post(base + "receipt", {"item": "vest", "quantity": 2})
    desk.post(base + "threshold", {"item": "mask", "least": 50})
    assert left(holder) == 25
    page = text(desk.get(base))
    for words in ("受潮扔了", "破损", "口罩", "不足", "马甲", "-10"):
        assert words in page
    assert {"count", "write_off", "transfer"} <= set(
        Movement.objects.values_list("kind", flat=True)
    )


def test_what_is_not_ones_own_is_not_there(client, stock, volunteer, make_person, other_village,
                                           village, steward):  # fmt: skip
    holder = stock(village, mask=3)
    row = declare_health(volunteer, FEVER, by=volunteer)
    case = open_case(volunteer, what="头晕", by=volunteer)
    asked = ask_replenishment(village, {"mask": 1}, reason="x", by=steward)
    hurt = report_accident(volunteer, Report("滑倒", "包扎", timezone.now()), by=volunteer)
    client.force_login(make_person("far", "steward", other_village))
    for path in (f"stock/{holder.pk}", f"health/declarations/{row.pk}", f"cases/{case.pk}",
                 f"replenishments/{asked.pk}", f"accidents/{hurt.pk}"):  # fmt: skip
        assert client.get(f"/desk/{path}/").status_code == 404
    client.force_login(volunteer)
    for path in ("health", "cases", "accidents", "stock", "kits", "handout", "replenishments",
                 "destructions"):  # fmt: skip
        assert client.get(f"/desk/{path}/").status_code == 403


def test_kits_are_handed_out_confirmed_and_taken_back(
    desk, kit, make_volunteer, on_duty, shift, stock, village, unit
):
    one, own = make_volunteer("a"), make_volunteer("b", unit=unit)
    on_duty([(one, shift), (own, shift)])
    stock(village, mask=9, vest=9)
    page = text(desk.get("/desk/handout/"))
    assert "供电公司" in page
    assert "由使用单位供给" in page
    desk.post(f"/desk/handout/{one.pk}/{shift.key}/issue")
    assert desk.post(f"/desk/handout/{own.pk}/{shift.key}/issue").status_code == 409
    said = {"words": "单位未送到", "from_here": "1"}
    desk.post(f"/desk/handout/{own.pk}/{shift.key}/issue", said)
    assert left(holder_of(village)) == 5
    desk.post(f"/desk/handout/{KitIssue.objects.get(person=one).pk}/return")
    desk.post(f"/desk/handout/{one.pk}/{shift.key}/confirmation", {"words": "自带口罩马甲"})
    assert KitIssue.objects.in_hand().get(person=one).how == "confirmed"
    assert desk.post(f"/desk/handout/{one.pk}/shift:77/issue").status_code == 404


def test_kits_are_changed_by_who_directs(desk, kit, director, client):
    assert "口罩" in text(desk.get("/desk/kits/"))
    assert desk.get(f"/desk/kits/{kit.pk}/").status_code == 403
    client.force_login(director)
    assert client.post(f"/desk/kits/{kit.pk}/", {"item-mask": "99"}).status_code == 422
    client.post(f"/desk/kits/{kit.pk}/", {"item-mask": "3", "item-vest": ""})
    assert "口罩 3" in text(client.get("/desk/kits/"))


def test_a_station_runs_out_and_the_city_supplies(desk, client, items, stock, city, village,
                                                  steward, director):  # fmt: skip
    stock(city, mask=100)
    said = {"place": village.name, "item-mask": "30", "reason": "快用完了"}
    assert desk.post("/desk/replenishments/", said | {"item-mask": ""}).status_code == 422
    desk.post("/desk/replenishments/", said)
    base = f"/desk/replenishments/{Replenishment.objects.get().pk}/"
    assert "提交" not in text(desk.get(base))
    client.force_login(director)
    assert "100" in text(client.get(base))
    assert client.post(base + "decision", {"item-mask": "20", "refuse": "1"}).status_code == 422
    client.post(base + "decision", {"item-mask": "20"})
    client.post(base + "sending")
    assert left(holder_of(village)) == 20
    client.force_login(steward)
    assert "已发出" in text(client.get("/desk/replenishments/"))
    assert client.post(base + "withdrawal").status_code == 409


def test_an_emergency_over_its_data_destroyed_by_two(client, director, make_person, city,
                                                     volunteer):  # fmt: skip
    level = declare_level(city, level=1, source="公告", by=director,
                          since=timezone.now() - timedelta(hours=1))  # fmt: skip
    declare_health(volunteer, FEVER, by=volunteer)
    end_level(level, by=director)
    client.force_login(director)
    assert "公告" in text(client.get("/desk/destructions/"))
    client.post(f"/desk/levels/{level.pk}/destruction")
    row = Destruction.objects.get()
    assert client.post(f"/desk/destructions/{row.pk}/approval").status_code == 403
    client.force_login(make_person("deputy", "director", city))
    client.post(f"/desk/destructions/{row.pk}/approval")
    row.refresh_from_db()
    assert row.digest in text(client.get("/desk/destructions/"))


def test_a_leader_hands_out_to_the_own_team(client, team, leader, officer, make_volunteer, kit,
                                            on_duty, shift, stock, village):  # fmt: skip
    one, other = make_volunteer("a"), make_volunteer("b")
    join_team(team, one, by=officer)
    on_duty([(one, shift), (other, shift)])
    stock(village, mask=9, vest=9)
    client.force_login(leader)
    page = text(client.get("/desk/handout/"))
    assert one.volunteer.number in page
    assert other.volunteer.number not in page
    assert client.post(f"/desk/handout/{one.pk}/{shift.key}/issue").status_code == 302
    assert client.post(f"/desk/handout/{other.pk}/{shift.key}/issue").status_code == 403
    row = KitIssue.objects.get()
    assert client.post(f"/desk/handout/{row.pk}/return").status_code == 302
    assert not KitIssue.objects.in_hand().exists()
