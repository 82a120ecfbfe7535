"""What every page promises: a strict policy, few bytes, an installable shell."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory

import tongxin
from tongxin.config.navigation import navigation
from tongxin.web.bundles import BUNDLES, SOURCE, assembled

WIRE_BYTES = 60_000
TEMPLATES = sorted(Path(tongxin.__file__).parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_script_or_style(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=[\"']|javascript:|hx-on|\|\s*safe\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_the_policy_is_strict(client):
    policy = client.get("/offline").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_residents_page_is_light(client):
    page = client.get("/offline").content
    links = re.findall(rb'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))', page)
    files = {name.decode() for name in links}
    assert {"web/resident.css", "web/page.js", "django_htmx/htmx-2.min.js"} <= files
    weight = len(gzip.compress(page))
    weight += sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files)
    assert weight < WIRE_BYTES


def test_every_part_of_every_set_is_there_and_every_part_is_used():
    for name in BUNDLES:
        assert assembled(name)
    used = {f"{part}.{name.rsplit('.', 1)[-1]}" for name in BUNDLES for part in BUNDLES[name]}
    here = {path.name for path in [*SOURCE.glob("css/*.css"), *SOURCE.glob("js/*.js")]}
    assert here - used == {"worker.js"}  # the service worker's, put together by its view


def test_the_app_can_be_installed(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_the_service_worker_serves_the_whole_site(client):
    worker = client.get("/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    for address in re.findall(r'"/static/([^"]+)"', worker.content.decode()):
        assert finders.find(address), address


def test_a_stale_page_can_fetch_a_fresh_token(client):
    response = client.get("/csrf")
    assert len(response.json()["token"]) == 64
    assert "no-store" in response.headers["Cache-Control"]


def test_the_gallery_is_for_demo_and_tests_only(client, settings):
    assert client.get("/design").status_code == 200
    settings.TESTING, settings.MODE = False, "production"
    assert client.get("/design").status_code == 404


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'symbol id="([\w-]+)"', (SOURCE / "icons" / "sprite.svg").read_text()))
    asked = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }
    assert asked <= drawn


@pytest.mark.django_db
def test_navigation_asks_the_database_nothing_for_a_resident(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        shown = navigation(request)
        Template("{{ resident_ways }}{{ footer_ways }}{{ city_name }}").render(Context(shown))
    assert shown["city_name"] == settings.CITY_NAMES[0]


@pytest.mark.parametrize("address", ["/needs/list?q=%00", "/services/?place=32%000282", "/n%00"])
def test_no_page_is_asked_for_with_a_nul(client, db, address):
    assert client.get(address.replace("%00", "")).status_code != 500
    assert client.get(address).status_code == 404
