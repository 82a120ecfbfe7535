"""What is no number of a row, or no way on our site, is neither a crash nor a way out."""

import pytest

from tongxin.web.http import is_key

ODD = ["9" * 30, "9" * 5000, "²", "-1", "1.5", "x", "", "1e9"]


@pytest.mark.parametrize("text", ODD)
def test_what_a_database_cannot_hold_is_no_key(text):
    assert not is_key(text)


@pytest.mark.parametrize("text", ODD[:3])
@pytest.mark.parametrize("path", ["/desk/people?after=", "/desk/journal?after=", "/list?after="])
def test_odd_pages_of_a_list_are_its_first(client, director, path, text):
    client.force_login(director)
    assert client.get(path + text[:4000]).status_code < 500


@pytest.mark.parametrize("what", ["acceptances", "decisions", "rejections", "dispatches"])
def test_odd_needs_are_none_chosen(client, director, what):
    client.force_login(director)
    answer = client.post(f"/desk/triage/{what}", {"need": ["9" * 30, "9" * 5000, "²"]})
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("way", ["9" * 30, "people:mine", "x'--", "//evil.example", "javascript:1"])
def test_an_odd_way_back_leads_home(client, resident, way):
    client.force_login(resident)
    answer = client.post("/me/agree", {"next": way})
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith("//")
