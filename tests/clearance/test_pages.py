from tongxin.clearance.rules import DOOR_RULES, RULES, WISHES
from tongxin.clearance.wording import TOLD
from tongxin.people.actions import give_grant
from tongxin.places.actions import declare_level
from tongxin.places.models import ResponseLevel
from tongxin.protection.hours import hours_in_force


def test_the_desk_reads_every_rule_and_declares_a_level(client, director, city):
    client.force_login(director)
    page = client.get("/desk/gates/").content.decode()
    assert "18" in page
    sent = {"level": "2", "place": city.code, "source": "苏政发〔2020〕2号"}
    assert client.post("/desk/gates/", sent).status_code == 302
    declared = ResponseLevel.objects.get()
    assert (declared.level, declared.place) == (2, city)
    assert "苏政发" in client.get("/desk/gates/").content.decode()
    assert client.post(f"/desk/gates/levels/{declared.pk}/end").status_code == 302
    declared.refresh_from_db()
    assert declared.until


def test_a_level_without_a_notice_is_sent_back(client, director, city):
    client.force_login(director)
    sent = {"level": "2", "place": city.code, "source": ""}
    assert client.post("/desk/gates/", sent).status_code == 422
    assert not ResponseLevel.objects.exists()


def test_a_station_finds_no_gate_to_turn(client, steward, city):
    client.force_login(steward)
    assert client.get("/desk/gates/").status_code == 403


def test_every_rule_has_words_for_the_desk():
    assert set(TOLD) == {rule.name for rule in (*RULES, *DOOR_RULES, *WISHES)}


def test_the_hours_are_read_and_changed_at_the_desk(client, director, city):
    client.force_login(director)
    sent = {"continuous_hours": 3, "break_minutes": 45, "daily_hours": 6, "rest_hours": 11}
    assert client.post("/desk/gates/hours", sent).status_code == 302
    page = client.get("/desk/gates/").content.decode()
    assert "45" in page
    assert "11" in page
    assert client.post("/desk/gates/hours", sent | {"daily_hours": 12}).status_code == 422
    assert hours_in_force().daily_hours == 6


def test_a_duty_officer_reads_the_hours_and_changes_none(client, make_person, city, director):
    officer = make_person("duty")
    give_grant(officer, role="duty_officer", at=city, by=director)
    client.force_login(officer)
    assert "/desk/gates/hours" not in client.get("/desk/gates/").content.decode()
    sent = {"continuous_hours": 3, "break_minutes": 45, "daily_hours": 6, "rest_hours": 11}
    assert client.post("/desk/gates/hours", sent).status_code == 403


def test_the_gates_cost_the_same_for_one_level_and_for_many(
    client, director, city, town, village, django_assert_max_num_queries
):
    client.force_login(director)
    for place in (city, town, village):
        for level in (2, 3, 4):
            declare_level(place, level=level, source="公告", by=director)
    with django_assert_max_num_queries(12):
        client.get("/desk/gates/")
