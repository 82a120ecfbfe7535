import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    UnknownPower,
    authenticate_key,
    close_account,
    make_api_key,
    revoke_api_key,
)
from tongxin.people.models import ApiKey


@pytest.fixture
def key(steward, director):
    return make_api_key(steward, label="FixMyStreet", powers=["need.see"], by=director)


def test_a_key_opens_as_its_person_with_no_more_than_its_powers(key, steward, village):
    person = authenticate_key(key[1])
    assert person == steward
    assert person.may("need.see", at=village)
    assert not person.may("need.triage", at=village)
    assert person.powers_anywhere() == {"need.see"}
    assert person.paths_where("need.triage") == []


def test_a_key_never_gives_its_person_new_powers(steward, director, village):
    _key, text = make_api_key(steward, label="x", powers=["need.import"], by=director)
    assert not authenticate_key(text).may("need.import", at=village)


def test_the_secret_is_not_kept(key):
    row, text = key
    assert text.split("_", 2)[2] not in str(vars(ApiKey.objects.get(pk=row.pk)))
    assert text.split("_", 2)[2] not in str(Entry.objects.get(verb="apikey.made").facts)


@pytest.mark.parametrize("change", [
    lambda text: "", lambda text: text[:-1], lambda text: text + "x", lambda text: text[3:],
    lambda text: "tx__", lambda text: "tx_" + "0" * 10 + "_secret",
    lambda text: text.replace("tx", "ty"),
])  # fmt: skip
def test_anything_else_opens_nothing(key, change):
    assert authenticate_key(change(key[1])) is None


def test_a_revoked_key_opens_nothing(key, director):
    revoke_api_key(key[0], by=director)
    revoke_api_key(key[0], by=director)
    assert authenticate_key(key[1]) is None
    assert Entry.objects.filter(verb="apikey.revoked").count() == 1


def test_the_key_of_a_closed_account_opens_nothing(key, steward):
    close_account(steward, by=steward)
    assert authenticate_key(key[1]) is None


def test_last_use_is_noted_about_once_a_minute(key):
    authenticate_key(key[1])
    first = ApiKey.objects.get().last_used_at
    authenticate_key(key[1])
    assert ApiKey.objects.get().last_used_at == first


def test_an_unknown_power_is_named(steward, director):
    with pytest.raises(UnknownPower, match=r"need\.fly"):
        make_api_key(steward, label="x", powers=["need.fly"], by=director)


def test_officers_and_strangers_make_no_keys(steward, officer, stranger, key):
    for somebody in (officer, stranger):
        with pytest.raises(NotAllowed):
            make_api_key(steward, label="x", powers=["need.see"], by=somebody)
        with pytest.raises(NotAllowed):
            revoke_api_key(key[0], by=somebody)


def test_the_api_says_who_a_key_is(client, key):
    answer = client.get("/api/people/me", HTTP_AUTHORIZATION=f"Bearer {key[1]}")
    assert answer.json()["username"] == "steward-lin"
    assert answer.json()["powers"] == ["need.see"]


def test_the_api_takes_a_session(client, resident):
    client.force_login(resident)
    assert client.get("/api/people/me").json()["public_name"] == "吴**"


def test_without_either_the_answer_is_a_problem_document(client, db):
    answer = client.get("/api/people/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["status"] == 401
    assert answer.json()["title"] == "请先登录，或使用接口密钥。"


def test_the_api_describes_itself(client, db):
    schema = client.get("/api/openapi.json").json()
    responses = schema["paths"]["/api/people/me"]["get"]["responses"]
    assert {"200", "401", "403", "404", "422", "429"} <= set(responses)
    assert client.get("/api/docs").status_code == 200


def test_the_desk_shows_a_new_key_once(client, director, steward):
    client.force_login(director)
    asked = {"label": "FixMyStreet", "username": "steward-lin", "powers": ["need.see"]}
    page = client.post(reverse("people:keys"), asked)
    key = ApiKey.objects.get()
    assert f"tx_{key.prefix}_" in page.content.decode()
    assert f"tx_{key.prefix}_" not in client.get(reverse("people:keys")).content.decode()
    client.post(reverse("people:key_revocation", args=[key.pk]))
    assert ApiKey.objects.get().revoked_at


def test_the_desk_says_when_the_user_is_unknown(client, director):
    client.force_login(director)
    asked = {"label": "FixMyStreet", "username": "nobody", "powers": ["need.see"]}
    assert client.post(reverse("people:keys"), asked).status_code == 422
