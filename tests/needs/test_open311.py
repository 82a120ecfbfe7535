from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from lxml import etree

from tongxin.journal.models import Entry
from tongxin.needs.actions import complete_need, decide_needs, dispatch_needs, reject_needs
from tongxin.needs.actions.merging import merge_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need, Step
from tongxin.people.actions import make_api_key, revoke_api_key

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "open311" / "georeport_v2.yaml"
V2 = "/open311/v2/"
DINGSHU = {"lat": "31.2601", "long": "119.8501"}


@pytest.fixture
def sender(make_person, city):
    """Another system: the city's hotline, say."""
    return make_person("fixmystreet", "steward", city, name="城市热线")


@pytest.fixture
def made_key(sender, director):
    return make_api_key(sender, label="FixMyStreet", powers=["need.enter"], by=director)


@pytest.fixture
def key(made_key):
    return made_key[1]


@pytest.fixture
def send(client, key, village):
    def post(format_="json", **fields):
        fields = {"api_key": key, "service_code": "platform.education", **DINGSHU} | fields
        fields.setdefault("description", "孩子上网课听不懂")
        return client.post(f"{V2}requests.{format_}", fields)

    return post


@pytest.fixture
def sent(send):
    return Need.objects.get(uid=send().json()[0]["service_request_id"])


def listed(need, steward):
    judgement = Judgement(route="menu", platform="education", urgency=3)
    return decide_needs([need], judgement=judgement, by=steward)[0]


def root_of(response):
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)


def test_services_are_the_platforms_the_classes_and_something_else(client, city):
    rows = client.get(f"{V2}services.json").json()
    assert len(rows) == 12
    assert rows[-1]["service_code"] == "other"
    assert {row["type"] for row in rows} == {"realtime"}
    root = root_of(client.get(f"{V2}services.xml"))
    assert (root.tag, root[0].tag, root.findtext("service/metadata")) == (
        "services", "service", "true",
    )  # fmt: skip


def test_a_service_asks_in_the_readers_language(client, city):
    root = root_of(client.get(f"{V2}services/class.guarding.xml"))
    assert root.findtext("service_code") == "class.guarding"
    assert (
        root.find("attributes/attribute[code='who']/values/value[key='minor']/name").text == "孩子"
    )
    client.cookies["language"] = "en"
    body = client.get(f"{V2}services/class.guarding.json").json()
    assert body["attributes"][0]["values"][1]["name"] == "Within a week"


def test_a_report_becomes_a_pending_need_of_the_nearest_village(send, sender, village):
    response = send(
        first_name="明", last_name="陈", phone="13900000002", email="chen@example.org",
        address_string="三组5号",
        **{"attribute[who]": "elder_alone", "attribute[urgency]": "today"},
    )  # fmt: skip
    assert response.status_code == 200
    need = Need.objects.get(uid=response.json()[0]["service_request_id"])
    assert (need.state, need.channel, need.place) == ("pending", "open311", village)
    assert (need.recorder, need.requester_name, need.phone) == (sender, "陈明", "13900000002")
    assert "谁需要？ 独居老人" in need.words
    assert (need.urgency, need.risks) == (2, ["elder_alone"])
    assert need.report.service_code == "platform.education"
    assert need.location_sealed
    assert "三组5号" not in need.words
    assert Entry.objects.filter(verb="need.raised", on=f"need:{need.pk}").exists()


@pytest.mark.parametrize(
    "where",
    [{"address_id": "320282112226"}, {"address_string": "宜兴市丁蜀镇洋渚村三组"}, DINGSHU],
)
def test_a_place_is_told_in_three_ways(send, village, where):
    send(**({"lat": "", "long": ""} | where))
    assert Need.objects.get().place == village


def test_multipart_and_parameters_in_the_address_are_read_too(client, key, village):
    address = f"{V2}requests.json?api_key={key}&service_code=other&address_id={village.code}"
    assert client.post(address + "&description=想学太极拳").status_code == 200
    body = "description=想学书法".encode()
    form = "application/x-www-form-urlencoded"
    assert client.post(address, body, content_type=form).status_code == 200
    assert Need.objects.count() == 2


def test_a_key_in_the_header_will_do(client, key, village):
    response = client.post(
        f"{V2}requests.json",
        {"service_code": "other", "description": "想学太极拳", **DINGSHU},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert response.status_code == 200


def test_sent_again_it_is_the_same_need(send):
    first, again = send().json(), send().json()
    assert first[0]["service_request_id"] == again[0]["service_request_id"]
    assert Need.objects.count() == 1
    send(description="另一件事")
    assert Need.objects.count() == 2


def test_their_own_number_tells_what_is_the_same(send):
    send(**{"attribute[external_id]": "4711"})
    send(**{"attribute[external_id]": "4711"}, description="改了几个字")
    assert Need.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": ""}, 403), ({"api_key": "tx_wrong_wrong"}, 403),
        ({"service_code": "road"}, 404), ({"service_code": ""}, 404),
        ({"description": " "}, 400), ({"description": "字" * 5000}, 400),
        ({"lat": "", "long": ""}, 400), ({"lat": "north"}, 400), ({"lat": "nan"}, 400),
        ({"lat": "31", "long": "1e999"}, 400), ({"lat": "39.9", "long": "116.4"}, 400),
        ({"address_id": "999"}, 404), ({"jurisdiction_id": "bonn"}, 401),
        ({"media_url": "javascript:alert(1)"}, 400), ({"attribute[urgency]": "now!!"}, 400),
        ({"description": "a\x00b"}, 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format_", ["json", "xml"])
def test_a_bad_report_is_refused_in_the_specifications_words(send, fields, status, format_):
    response = send(format_, **fields)
    assert response.status_code == status
    if format_ == "json":
        (error,) = response.json()
        assert (error["code"], bool(error["description"])) == (status, True)
    else:
        assert root_of(response).findtext("error/code") == str(status)
    assert not Need.objects.exists()


def test_a_revoked_key_opens_nothing(send, made_key, director):
    revoke_api_key(made_key[0], by=director)
    assert send().status_code == 403


def test_a_key_without_the_power_opens_nothing(send, sender, director, stranger):
    for person, powers in ((sender, ["need.see"]), (stranger, ["need.enter"])):
        _key, text = make_api_key(person, label="x", powers=powers, by=director)
        assert send(api_key=text).status_code == 403


def test_xml_is_never_read_so_its_entities_do_nothing(client, key, village):
    body = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <r><api_key>{key}</api_key><description>&x;</description></r>"""
    response = client.post(f"{V2}requests.xml", body, content_type="text/xml")
    assert response.status_code == 400
    assert not Need.objects.exists()


def test_pictures_are_written_anew(send, tmp_path, settings):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    raw = BytesIO()
    Image.new("RGB", (30, 20), "red").save(raw, "PNG")
    send(media=SimpleUploadedFile("a.png", raw.getvalue()))
    assert Need.objects.get().pictures.count() == 1
    bad = send(description="另一件事", media=SimpleUploadedFile("a.png", b"<svg/>"))
    assert bad.status_code == 400


def test_the_public_sees_only_what_is_listed_and_no_exact_place(client, send, steward, village):
    send(phone="13900000002", description="孩子听不懂，电话13900000002", address_string="三组5号")
    need = Need.objects.get()
    address = f"{V2}requests.json"
    assert client.get(address).json() == []
    listed(need, steward)
    (row,) = client.get(address).json()
    assert (row["status"], row["service_code"]) == ("open", "platform.education")
    assert (row["lat"], row["long"]) == (village.latitude, village.longitude)
    assert row["address"] == "丁蜀镇洋渚村"
    text = str(row)
    assert "13900000002" not in text
    assert "三组5号" not in text
    assert need.tracking_code not in text


def test_a_pending_need_is_known_to_who_has_its_number_without_its_words(client, sent, key):
    address = f"{V2}requests/{sent.uid}.json"
    (row,) = client.get(address).json()
    assert row["status"] == "open"
    assert "description" not in row
    assert "address" not in row
    (own,) = client.get(address, {"api_key": key}).json()
    assert own["description"] == sent.words
    (asked,) = client.get(f"{V2}requests.json", {"service_request_id": f"{sent.uid},x"}).json()
    assert asked == row


def test_a_rejection_is_closed_and_its_reason_told_to_the_sender_alone(client, sent, key, steward):
    reject_needs([sent], reason="这是广告", by=steward)
    address = f"{V2}request/{sent.uid}.json"
    assert client.get(address).json()["status"] == "closed"
    assert "广告" not in client.get(address).json()["status_notes"]
    assert "广告" in client.get(address, {"api_key": key}).json()["status_notes"]
    assert client.get(f"{V2}requests.json").json() == []


def test_a_need_joined_with_another_is_as_far_as_that_one(client, send, key, steward):
    send()
    send(description="网课听不懂，求老师")
    first, second = Need.objects.order_by("pk")
    listed(first, steward)
    merge_needs([second], into=first, by=steward)
    row = client.get(f"{V2}request/{second.uid}.json", {"api_key": key}).json()
    assert row["status"] == "open"
    Need.objects.filter(pk=first.pk).update(state="completed")
    assert client.get(f"{V2}request/{second.uid}.json").json()["status"] == "closed"


def test_filters_narrow(client, sent, key, steward):
    listed(sent, steward)
    now = timezone.now()

    def count(**asked):
        return len(client.get(f"{V2}requests.json", asked).json())

    assert count() == count(status="open") == count(status="open,closed") == 1
    assert count(status="closed") == 0
    assert (
        count(service_code="platform.education")
        == count(service_code="other,platform.education")
        == 1
    )
    assert count(service_code="class.guarding") == count(service_code="other") == 0
    assert count(start_date=(now - timedelta(days=1)).isoformat()) == 1
    assert count(end_date=(now - timedelta(days=1)).isoformat()) == 0
    assert count(start_date="2020-01-01T00:00:00+08:00", end_date="2020-01-31") == 0
    assert count(updated_after=(now + timedelta(days=1)).isoformat()) == 0
    assert count(updated_before=(now + timedelta(days=1)).isoformat()) == 1
    assert count(page=2) == 0
    assert count(page=1, page_size=1) == 1
    assert count(service_code="platform.education", api_key=key) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"start_date": "yesterday"}, {"end_date": "2020-13-45"}, {"status": "lost"},
        {"start_date": "2020-01-01", "end_date": "2020-12-31"}, {"page": "0"}, {"page": "x"},
        {"page": "9" * 30}, {"page_size": "1001"}, {"start_date": "0001-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T23:59:59Z"}, {"updated_after": "99999-01-01"},
        {"service_code": "\x00"},
    ],
)  # fmt: skip
def test_odd_filters_are_refused(client, city, asked):
    assert client.get(f"{V2}requests.json", asked).status_code == 400


def test_a_token_leads_to_its_need(client, sent):
    body = client.get(f"{V2}tokens/{sent.uid}.json").json()
    assert body == {"service_request_id": str(sent.uid), "token": str(sent.uid)}
    root = root_of(client.get(f"{V2}tokens/{sent.uid}.xml"))
    assert root.findtext("request/service_request_id") == str(sent.uid)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("requests/nobody.xml", 404), ("request/1.json", 404), ("tokens/1.json", 404),
        ("services/road.json", 404), ("services.pdf", 400), ("requests.yaml", 400),
        ("nothing.json", 404), ("services.json?jurisdiction_id=bonn", 404),
        ("requests.json?jurisdiction_id=bonn", 401), ("requests.json?jurisdiction_id=320282", 200),
        ("services.json?jurisdiction_id=Yixing", 200),
    ],
)  # fmt: skip
def test_addresses_answer_with_the_specifications_statuses(client, city, address, status):
    assert client.get(V2 + address).status_code == status


def test_another_method_is_refused(client, city):
    assert client.put(f"{V2}requests.json").status_code == 405
    assert client.post(f"{V2}services.json").status_code == 405


def test_discovery_tells_the_address(client, city, settings):
    body = client.get("/open311/discovery.json").json()
    assert body["endpoints"][0]["url"].endswith("/open311/v2")
    root = root_of(client.get("/open311/discovery.xml"))
    assert len(root.findall("endpoints/endpoint/formats/format")) == 2


def test_the_sender_learns_every_step(client, sent, key, steward, officer, team, leader):
    listed(sent, steward)
    dispatch_needs([sent], team=team, by=officer)
    complete_need_of(sent, leader)
    root = root_of(client.get(f"{V2}servicerequestupdates.xml", {"api_key": key}))
    assert root.tag == "service_request_updates"
    assert [row.findtext("status") for row in root] == ["OPEN", "OPEN", "OPEN", "CLOSED"]
    assert {row.findtext("service_request_id") for row in root} == {str(sent.uid)}
    assert root[-1].findtext("description") == "讲了三道题"
    assert client.get(f"{V2}servicerequestupdates.xml").status_code == 403


def complete_need_of(need, leader):
    from tongxin.needs.actions import accept_need

    accept_need(need, by=leader)
    complete_need(need, report="讲了三道题", by=leader)


def test_another_sender_learns_nothing(client, sent, make_person, city, director, steward):
    other = make_person("other-system", "steward", city)
    _key, text = make_api_key(other, label="x", powers=["need.enter"], by=director)
    listed(sent, steward)
    assert client.get(f"{V2}servicerequestupdates.json", {"api_key": text}).json() == []
    said = {"api_key": text, "service_request_id": str(sent.uid), "description": "催一催"}
    assert client.post(f"{V2}servicerequestupdates.json", said).status_code == 403


def test_what_is_said_over_there_is_added_and_a_no_opens_it_again(
    client, sent, key, steward, officer, team, leader
):
    address = f"{V2}servicerequestupdates.xml"
    said = {"api_key": key, "service_request_id": str(sent.uid), "status": "OPEN"}
    assert client.post(address, said | {"description": "还在等"}).status_code == 200
    assert client.post(address, said | {"description": "还在等"}).status_code == 200
    assert Step.objects.filter(need=sent, note="还在等").count() == 1
    listed(sent, steward)
    dispatch_needs([sent], team=team, by=officer)
    complete_need_of(sent, leader)
    client.post(
        f"{V2}servicerequestupdates.xml", said | {"status": "OPEN", "description": "没解决"}
    )
    sent.refresh_from_db()
    assert (sent.state, sent.times_reopened) == ("listed", 1)


def test_many_cost_as_many_queries_as_one(client, send, steward, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    send()
    listed(Need.objects.get(), steward)
    with CaptureQueriesContext(connection) as one:
        client.get(f"{V2}requests.json")
    queries = len(one)
    for n in range(5):
        send(description=f"想学太极拳{n}")
    for need in Need.objects.filter(state="pending"):
        listed(need, steward)
    with django_assert_num_queries(queries):
        assert len(client.get(f"{V2}requests.json").json()) == 6


@pytest.mark.skipif(not DESCRIPTION.exists(), reason=f"no {DESCRIPTION.name} beside the project")
def test_answers_are_as_the_official_description_has_them(client, sent, key, steward):
    import yaml
    from jsonschema import Draft4Validator

    spec = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    listed(sent, steward)

    def check(schema, address):
        body = client.get(V2 + address).json()
        assert body
        errors = Draft4Validator(schema | {"definitions": spec["definitions"]}).iter_errors(body)
        assert not [error.message for error in errors]

    def answers(path, method="get"):
        return spec["paths"][path][method]["responses"]["200"]["schema"]

    check(answers("/services.{response_format}"), "services.json")
    check(answers("/services/{service_code}.{response_format}"), "services/other.json")
    check(answers("/requests.{response_format}"), "requests.json")
    check(answers("/requests.{response_format}"), f"requests/{sent.uid}.json")
    check(answers("/request/{service_request_id}.{response_format}"), f"request/{sent.uid}.json")
    check(answers("/tokens/{token_id}.{response_format}"), f"tokens/{sent.uid}.json")
