"""The door over the API: the same rules, sent twice is once, and it is as described."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.needs.test_api_schema import KEPT, PLAIN, schema  # noqa: F401
from tongxin.duty import actions
from tongxin.duty.models import Attendance
from tongxin.people.actions import make_api_key
from tongxin.rosters import actions as rosters

pytestmark = pytest.mark.django_db


def post(client, path, body, **headers):
    return client.post(f"/api/duty/{path}", body, content_type="application/json", headers=headers)


def test_a_programme_checks_in_and_out(client, placed, shift, hands, digits, clock):
    client.force_login(hands[0])
    assert client.get("/api/duty/mine").json()[0]["attendance"] is None
    path = f"enrolments/{placed[0].pk}"
    for _n in range(2):
        came = post(
            client, f"{path}/check-in", {"code": digits(shift)}, **{"Idempotency-Key": "abcdefgh"}
        )
        assert (came.status_code, came.json()["state"]) == (200, "here")
    assert Attendance.objects.count() == 1
    clock.shift(timedelta(hours=1))
    left = post(client, f"{path}/check-out", {"code": digits(shift), "pauses_minutes": 5})
    assert left.json()["state"] == "left"
    assert client.get("/api/duty/mine").json()[0]["attendance"]["state"] == "left"


def test_who_never_heard_the_answer_sends_the_same_again_long_after(
    client, placed, shift, hands, digits, clock
):
    """The digits have changed, even too often: the key says that it is the same coming."""
    client.force_login(hands[0])
    path, code = f"enrolments/{placed[0].pk}/check-in", digits(shift)
    came = post(client, path, {"code": code}, **{"Idempotency-Key": "abcdefgh"}).json()
    clock.shift(timedelta(minutes=20))
    for _n in range(7):
        again = post(client, path, {"code": code}, **{"Idempotency-Key": "abcdefgh"})
        assert (again.status_code, again.json()) == (200, came)
    other = post(client, path, {"code": code}, **{"Idempotency-Key": "another-one"})
    assert other.status_code != 200


def test_everything_that_is_missing_is_told(client, shift, hands, digits):
    row = rosters.join(shift, by=hands[0])
    client.force_login(hands[0])
    said = post(client, f"enrolments/{row.pk}/check-in", {"code": digits(shift)})
    assert said.status_code == 409
    assert [one["rule"] for one in said.json()["reasons"]] == ["declared"]


def test_wrong_digits_are_a_problem_and_anothers_place_is_not_there(
    client, placed, hands, shift, digits
):
    client.force_login(hands[0])
    wrong = post(client, f"enrolments/{placed[0].pk}/check-in", {"code": "000000"})
    assert (wrong.status_code, bool(wrong.json()["detail"])) == (409, True)
    other = post(client, f"enrolments/{placed[1].pk}/check-in", {"code": digits(shift)})
    assert other.status_code == 404


def test_a_roll_called_without_a_network_is_sent_at_once(
    client, placed, shift, hands, steward, clock
):
    clock.move_to(shift.starts_at)
    said_at = timezone.now().isoformat()
    clock.shift(timedelta(minutes=30))
    calls = [
        {"enrolment": placed[0].pk, "said": "in", "said_at": said_at, "client_key": "a"},
        {"enrolment": placed[1].pk, "said": "out"},
        {"enrolment": 10**9, "said": "in"},
    ]
    client.force_login(steward)
    for _n in range(2):
        told = post(client, f"shifts/{shift.pk}/roll", {"calls": calls})
    assert told.status_code == 200
    assert [one["state"] for one in told.json()] == ["here", "refused", "unknown"]
    assert Attendance.objects.get().flags == ["told_late"]
    client.force_login(hands[2])
    assert post(client, f"shifts/{shift.pk}/roll", {"calls": calls}).status_code == 404


def test_the_picture_is_for_who_oversees(client, placed, officer, stranger, village):
    actions.call_in(placed[0], by=officer)
    client.force_login(officer)
    (line,) = client.get("/api/duty/picture").json()
    assert (line["place"], line["here"], line["expected"]) == (village.code, 1, 2)
    client.force_login(stranger)
    assert client.get("/api/duty/picture").status_code == 404


def test_every_answer_is_as_described(schema, placed, shift, hands, director, digits):  # noqa: F811
    _key, text = make_api_key(hands[0], label="test", powers=[], by=director)
    bearer = {"Authorization": f"Bearer {text}"} | PLAIN

    def ask(method, path, body=None, **parts):
        cache.clear()
        sent = {} if body is None else {"body": body, "media_type": "application/json"}
        case = schema["/api/duty" + path][method].Case(path_parameters=parts, **sent)
        return case.call_and_validate(headers=bearer, checks=KEPT)

    at = {"enrolment_id": placed[0].pk}
    assert len(ask("GET", "/mine").json()) == 1
    door = "/enrolments/{enrolment_id}"
    assert ask("POST", f"{door}/check-in", {"code": "000000"}, **at).status_code == 409
    came = ask("POST", f"{door}/check-in", {"code": digits(shift)}, **at)
    assert came.json()["state"] == "here"
    assert ask("POST", f"{door}/unwell", {"what": "头晕"}, **at).json()["state"] == "left"
    again = ask("POST", f"{door}/check-out", {"code": digits(shift)}, **at)
    assert again.json()["state"] == "left"
    assert ask("GET", "/picture").status_code == 404
    assert (
        ask("POST", "/shifts/{shift_id}/roll", {"calls": []}, shift_id=shift.pk).status_code == 404
    )
