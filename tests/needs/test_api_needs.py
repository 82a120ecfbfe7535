import json
import uuid

import pytest

from tongxin.needs.actions import accept_need, dispatch_needs
from tongxin.needs.models import Need
from tongxin.people.actions import make_api_key, revoke_api_key

URL = "/api/needs/"
ALL = ["need.enter", "need.see", "need.triage", "need.dispatch", "need.answer"]


@pytest.fixture
def api(client, director):
    """Call the API with the key of a person: `api(steward, "get", "public")`."""
    keys = {}

    def call(person, method, path="", body=None, **headers):
        if person.pk not in keys:
            keys[person.pk] = make_api_key(person, label="test", powers=ALL, by=director)[1]
        return client.generic(
            method.upper(), URL + path, json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {keys[person.pk]}"} | headers,
        )  # fmt: skip

    return call


def refused(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], bool(body["title"]), bool(body["detail"])) == (status, True, True)
    return body


def test_a_programme_raises_a_need_for_somebody(api, steward, village):
    body = {"words": "想学太极拳", "place": village.code, "address": "三组5号"}
    body["requester"] = {"name": "张奶奶", "phone": "139 0000 0002"}
    response = api(steward, "post", "", body)
    assert response.status_code == 201
    need = Need.objects.get(uid=response.json()["uid"])
    assert (need.channel, need.state, need.phone) == ("api", "pending", "13900000002")
    assert (need.recorder, need.requester, need.on_behalf) == (steward, None, True)
    told = response.json()
    assert (told["requester"], told["tracking_code"]) == ("张**", need.tracking_code)
    assert "13900000002" not in response.content.decode()
    assert "三组5号" not in response.content.decode()


def test_a_resident_asks_for_themselves(api, resident, village):
    response = api(resident, "post", "", {"words": "想学书法", "place": village.code})
    assert response.status_code == 201
    assert Need.objects.get().requester == resident


def test_a_resident_who_is_logged_in_needs_no_key_but_a_csrf_token(client, resident, village):
    from django.test import Client

    body = json.dumps({"words": "想学书法", "place": village.code})
    client.force_login(resident)
    assert client.post(URL, body, content_type="application/json").status_code == 201
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(resident)
    assert strict.post(URL, body, content_type="application/json").status_code == 403


def test_sent_twice_it_is_there_once(api, steward, resident, village):
    body = {"words": "想学太极拳", "place": village.code, "requester": {"name": "张"}}
    first = api(steward, "post", "", body | {"client_key": "abcdefgh"}).json()
    assert api(steward, "post", "", body | {"client_key": "abcdefgh"}).json() == first
    by_header = {"Idempotency-Key": "0e1c2f3a-7b"}
    second = api(steward, "post", "", body, **by_header).json()
    assert api(steward, "post", "", body, **by_header).json() == second
    assert Need.objects.count() == 2
    own = {"words": "想学书法", "place": village.code, "client_key": "abcdefgh"}
    assert api(resident, "post", "", own).status_code == 201  # keys are each client's own


def test_a_stranger_may_not_speak_for_others(api, stranger, village):
    body = {"words": "想学太极拳", "place": village.code, "requester": {"name": "张"}}
    refused(api(stranger, "post", "", body), 403)


@pytest.mark.parametrize(
    "change",
    [
        {"words": ""}, {"words": "字" * 5001}, {"words": "a\x00b"}, {"words": 7}, {"words": "  "},
        {"place": "nowhere"}, {"client_key": "short"}, {"requester": {"phone": "123"}},
        {"raised_at": "9999-12-31T23:59:59Z"}, {"raised_at": "2020-01-01T00:00:00"},
        {"risks": ["DROP TABLE"]}, {"address": "\x00"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(api, steward, village, change):
    body = {"words": "想学太极拳", "place": village.code, "requester": {"name": "张"}} | change
    refused(api(steward, "post", "", body), 422)
    assert not Need.objects.exists()


@pytest.mark.parametrize("raw", ["{", '{"words": "\\ud800", "place": "320282"}', "[]", "\xff"])
def test_a_body_nobody_can_read_is_refused(client, api, steward, village, raw):
    api(steward, "get")
    client.force_login(steward)
    response = client.post(URL, raw.encode("latin-1"), content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_without_a_key_or_with_a_revoked_one_nothing_opens(client, steward, director):
    refused(client.get(URL), 401)
    key, text = make_api_key(steward, label="x", powers=ALL, by=director)
    revoke_api_key(key, by=director)
    refused(client.get(URL, headers={"Authorization": f"Bearer {text}"}), 401)


def test_a_key_can_do_no_more_than_it_says(client, need, steward, director):
    _key, text = make_api_key(steward, label="x", powers=["need.see"], by=director)
    body = json.dumps({"needs": [str(need.uid)], "reason": "这是广告"})
    response = client.post(
        f"{URL}rejections", body, content_type="application/json",
        headers={"Authorization": f"Bearer {text}"},
    )  # fmt: skip
    refused(response, 403)


def test_the_public_list_says_nothing_private(client, make_need, steward, listed):
    make_need(words="还没审")
    (row,) = client.get(f"{URL}public").json()["items"]
    assert row["uid"] == str(listed.uid)
    assert not {"requester", "reason", "channel", "tracking_code"} & set(row)


def test_each_sees_their_own(api, need, resident, steward, stranger):
    for person, count in ((resident, 1), (steward, 1), (stranger, 0)):
        assert len(api(person, "get").json()["items"]) == count
    assert api(resident, "get", f"{need.uid}").json()["steps"][0]["state"] == "pending"
    refused(api(stranger, "get", f"{need.uid}"), 404)


def test_pages_follow_each_other_without_gap_or_repetition(api, make_need, steward):
    needs = {str(make_need(words=f"想学第{n}套太极拳").uid) for n in range(7)}
    seen, cursor = [], ""
    for _page in range(3):
        page = api(steward, "get", f"?limit=3{cursor}").json()
        seen += [row["uid"] for row in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (len(seen), set(seen), page["next"]) == (7, needs, None)


def test_filters_narrow(api, make_need, steward, listed, village, other_village):
    make_need()

    def count(query):
        return len(api(steward, "get", f"?{query}").json()["items"])

    assert count("state=pending") == count("state=listed") == count("platform=education") == 1
    assert count("platform=culture") == count("raised_until=2020-01-01T00:00:00Z") == 0
    assert count(f"place={village.code}") == count("raised_from=2020-01-01T00:00:00Z") == 2
    assert count(f"place={other_village.code}") == 0
    refused(api(steward, "get", "?place=320282999999"), 404)
    for wrong in ("state=lost", "limit=0", "limit=99999999999999999999", "cursor=x", "cursor=AA=="):
        refused(api(steward, "get", f"?{wrong}"), 422)


def test_status_by_code_needs_no_login(client, need):
    body = client.get(f"{URL}status/{need.tracking_code_shown.lower()}").json()
    assert (body["state"], body["steps"][0]["state"]) == ("pending", "pending")
    assert "words" not in body
    refused(client.get(f"{URL}status/AAAAAAAAAAAA"), 404)


def test_codes_cannot_be_guessed_in_bulk(client, city):
    from django.core.cache import cache

    cache.clear()
    statuses = [client.get(f"{URL}status/AAAAAAAAAAA{n % 10}").status_code for n in range(32)]
    cache.clear()
    assert statuses[:30] == [404] * 30
    assert statuses[-1] == 429


def test_many_are_decided_at_one_stroke(api, make_need, steward):
    needs = [str(make_need(words=f"想学第{n}套太极拳").uid) for n in range(4)]
    body = {"needs": needs, "route": "menu", "urgency": 3, "platform": "sports_health"}
    rows = api(steward, "post", "decisions", body).json()
    assert {(row["state"], row["platform"]) for row in rows} == {("listed", "sports_health")}
    refused(api(steward, "post", "decisions", body | {"platform": "nothing"}), 422)
    refused(api(steward, "post", "decisions", body | {"platform": None}), 422)
    refused(api(steward, "post", "decisions", body | {"needs": [str(uuid.uuid4())]}), 404)
    refused(api(steward, "post", "decisions", body | {"needs": []}), 422)


def test_a_rejection_says_why(api, need, steward, stranger):
    body = {"needs": [str(need.uid)], "reason": "这是广告"}
    refused(api(stranger, "post", "rejections", body), 404)
    refused(api(steward, "post", "rejections", body | {"reason": " "}), 422)
    assert api(steward, "post", "rejections", body).json()[0]["state"] == "rejected"
    refused(api(steward, "post", "rejections", body), 409)


def test_the_whole_way_of_a_need(api, listed, officer, leader, resident, team, steward):
    one = f"{listed.uid}"
    sent = api(officer, "post", "dispatches", {"needs": [one], "team": team.pk}).json()
    assert (sent[0]["state"], sent[0]["team"]) == ("dispatched", team.pk)
    assert api(leader, "post", f"{one}/acceptance").json()["state"] == "accepted"
    assert api(leader, "post", f"{one}/service").json()["state"] == "in_service"
    refused(api(leader, "post", f"{one}/completion", {"report": ""}), 422)
    done = api(leader, "post", f"{one}/completion", {"report": "讲了三道题"}).json()
    assert done["state"] == "completed"
    refused(api(leader, "post", f"{one}/acceptance"), 409)
    again = api(resident, "post", f"{one}/reopening", {"reason": "没解决"}).json()
    assert (again["state"], again["times_reopened"]) == ("listed", 1)
    assert api(resident, "post", f"{one}/notes", {"words": "还在等"}).status_code == 201
    assert api(resident, "post", f"{one}/withdrawal").json()["state"] == "withdrawn"


def test_a_team_gives_back_and_the_desk_takes_back(api, listed, officer, leader, team):
    dispatch_needs([listed], team=team, by=officer)
    body = {"reason": "老师生病"}
    assert api(leader, "post", f"{listed.uid}/return", body).json()["state"] == "listed"
    dispatch_needs([listed], team=team, by=officer)
    accept_need(listed, by=leader)
    back = api(officer, "post", f"{listed.uid}/dispatch/cancellation", {"reason": "换一队"})
    assert back.json()["state"] == "listed"


def test_only_a_known_team_is_sent(api, listed, officer):
    body = {"needs": [str(listed.uid)], "team": 2**62}
    refused(api(officer, "post", "dispatches", body), 404)
    refused(api(officer, "post", "dispatches", body | {"team": 2**64}), 422)


def test_the_words_of_this_city_are_told(client, city):
    body = client.get(f"{URL}kinds").json()
    assert len(body["platforms"]) == 5
    assert {row["code"] for row in body["routes"]} == {"menu", "hands", "refer", "emergency"}


def test_many_cost_as_many_queries_as_one(
    client, make_need, steward, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(steward)
    make_need()
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    queries = len(one)
    for n in range(5):
        make_need(words=f"想学第{n}套太极拳")
    with django_assert_max_num_queries(queries):
        assert len(client.get(URL).json()["items"]) == 6
