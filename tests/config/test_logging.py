import logging

from tongxin.config.logging import masked


def test_phone_and_identity_numbers_never_reach_the_log():
    event = {"event": "call 13812345678 about 32028219490307123X, ticket 123456789012"}
    assert masked(None, "", event)["event"] == "call 138…78 about 320…3X, ticket 123456789012"


def test_a_request_is_logged_by_route_not_by_what_it_names(client, db, caplog):
    with caplog.at_level(logging.INFO, "tongxin.request"):
        client.get("/jobs/7?phone=13812345678")
    said = caplog.records[-1].getMessage()
    assert said.startswith("GET jobs/<int:job_id> ")
    assert "138" not in said


def test_each_answer_names_its_request(client):
    assert len(client.get("/healthz")["X-Request-ID"]) == 16
    given = {"X-Request-ID": "from-the-proxy-1"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] == "from-the-proxy-1"
    bad = {"X-Request-ID": "a b\tc"}
    assert client.get("/healthz", headers=bad)["X-Request-ID"] != "a b\tc"
