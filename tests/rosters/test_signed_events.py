"""What goes over the line to another system, checked the way a stranger's library would."""

import base64
import hashlib
import hmac
import json
import ssl
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tongxin.messaging.actions import deliver_due
from tongxin.people.actions import robot
from tongxin.rosters import actions

FIVE_MINUTES = 300  # how old an event may be, as the specification's libraries have it


def verified(secret, headers, body):
    """Return the event, as https://www.standardwebhooks.com asks a receiver to verify it."""
    uid, moment = headers["webhook-id"], headers["webhook-timestamp"]
    assert abs(time.time() - int(moment)) < FIVE_MINUTES
    key = base64.b64decode(secret.split("_", 1)[1])
    assert 24 <= len(key) <= 64
    signed = hmac.new(key, f"{uid}.{moment}.{body.decode()}".encode(), hashlib.sha256).digest()
    offered = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    given = [base64.b64decode(text) for version, text in offered if version == "v1"]
    assert any(hmac.compare_digest(signed, one) for one in given)
    return json.loads(body)


@pytest.fixture
def paper(tmp_path):
    """Write a certificate of 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    alike = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(),
        now - timedelta(days=1), now + timedelta(days=1),
    ).add_extension(alike, critical=False).sign(key, hashes.SHA256())  # fmt: skip
    file = tmp_path / "listener.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )  # fmt: skip
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def listener(paper, monkeypatch, settings):
    """Listen as another system would; return (address, what it heard)."""
    heard = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *said):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))
    settings.MESSAGE_CHANNELS = {"webhook": "tongxin.messaging.channels.webhook.Webhook"}
    yield f"https://127.0.0.1:{server.server_port}/in", heard
    server.shutdown()
    server.server_close()


def test_a_listener_verifies_what_it_is_told_with_nothing_but_the_standard(
    listener, make_shift, director, officer
):
    address, heard = listener
    hook = actions.add_hook(label="省平台", url=address, by=director)
    notice = make_shift().post.notice
    actions.announce_due(by=robot("clock"))
    actions.change_notice(notice, risks="户外寒冷，路滑。", by=officer)
    actions.withdraw_notice(notice, reason="改期", by=officer)
    deliver_due()
    told = [verified(hook.secret, headers, body) for _path, headers, body in heard]
    assert {event["type"] for event in told} == {
        "notice.published", "notice.changed", "notice.withdrawn",
    }  # fmt: skip
    assert all(event["data"]["uid"] == str(notice.uid) for event in told)
    assert {path for path, _headers, _body in heard} == {"/in"}  # the secret stays at home
    assert len({headers["webhook-id"] for _path, headers, _body in heard}) == 3


def test_a_changed_body_or_another_secret_verifies_nothing(listener, director):
    address, heard = listener
    hook = actions.add_hook(label="省平台", url=address, by=director)
    actions.send_test(hook, by=director)
    deliver_due()
    ((_path, headers, body),) = heard
    assert verified(hook.secret, headers, body)["type"] == "test"
    with pytest.raises(AssertionError):
        verified(hook.secret, headers, body.replace(b"test", b"tost"))
    with pytest.raises(AssertionError):
        verified(actions.renew_secret(hook, by=director).secret, headers, body)
