"""The stage: what keeps every test honest, and the tools some of them need.

errors    a logged error fails the test, unless it is marked `logs_errors`
work      carry errands and do their tasks, here and now
race      call several things at the same moment, in real threads (PostgreSQL)
open_page a page of a real browser; `phone` and `desk` are two of the usual sizes
turning   wait for the page a click leads to; `until` for what happens behind it
scanned   what a camera reads in a picture
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

CI = os.environ.get("CI") == "true"
BROWSER = os.environ.get("TONGXIN_BROWSER") or shutil.which("chromium") or shutil.which("chrome")

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)  # fmt: skip
settings.load_profile("ci" if CI else "quick")


class Errors(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def errors(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What was logged as an error; with anything in it the test fails."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler.said
    logging.getLogger().removeHandler(handler)
    if handler.said and not request.node.get_closest_marker("logs_errors"):
        pytest.fail("errors were logged:\n" + "\n".join(handler.said))


@pytest.fixture
def work(db: None) -> Callable[[], int]:
    """Carry all due errands and do their tasks; return how many were done."""
    from tongxin.clock.worker import drain

    return drain


@pytest.fixture
def race(transactional_db: None) -> Callable[..., list[Any]]:
    """Call all at the same moment; return what each returned or raised.

    `race(lambda: book(…), lambda: book(…))`. Needs the row locks of PostgreSQL.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL: set DATABASE_URL=postgres://…")
    return _race


def _race(*calls: Callable[[], Any]) -> list[Any]:
    from django.db import connection

    start, ends = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            ends[place] = call()
        except Exception as error:
            ends[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread never came back"
    return ends


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Missing: a failure where CI=true, elsewhere a skip that says so."""
    if not BROWSER:
        say = "no browser: `apt-get install chromium`, or set TONGXIN_BROWSER to one"
        pytest.fail(say) if CI else pytest.skip(say)
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Playwright's own loop runs in this thread; our queries are synchronous all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
        # Under that loop Django keeps connections of their own, which nothing else will find again.
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said; a test that expects it clears it at its end."""
    return []


@pytest.fixture
def open_page(
    browser: Any, live_server: Any, complaints: list[str]
) -> Iterator[Callable[..., Any]]:
    """`open_page(390, 844, person=steward, language="en")`: a page, signed in when asked.

    Its addresses are relative: `page.goto("/")`. An error on its console fails the test.
    """
    contexts = []

    def make(width: int, height: int, person: Any = None, **cookies: str) -> Any:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-CN"
        )
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in {**cookies, **_session(person)}.items()
            ]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def _session(person: Any) -> dict[str, str]:
    if person is None:
        return {}
    from django.test import Client

    client = Client()
    client.force_login(person)
    return {"sessionid": client.cookies["sessionid"].value}


@pytest.fixture
def phone(open_page: Callable[..., Any]) -> Any:
    """A stranger's phone."""
    return open_page(390, 844)


@pytest.fixture
def desk(open_page: Callable[..., Any], steward: Any) -> Any:
    """The steward's desk."""
    return open_page(1280, 900, steward)


@contextmanager
def turning(page: Any) -> Iterator[None]:
    """`with turning(page): page.click(…)`: go on once the next page stands, not on the old one."""
    with page.expect_event("load"):
        yield


def until(page: Any, true: Callable[[], Any]) -> None:
    """Wait until something behind the page is true, ten seconds at most."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came true")


AT_REST = """() => Promise.all(document.getAnimations()
  .filter(moving => moving.effect.getComputedTiming().endTime !== Infinity)
  .map(moving => moving.finished.catch(() => null)))"""


@pytest.fixture
def accessible() -> Callable[[Any], None]:
    """`accessible(page)`: axe finds nothing on the page, once what moves has come to rest."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        page.evaluate(AT_REST)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert not found.violations_count, f"{page.url}\n{found.generate_report()}"

    return check


def scanned(picture: bytes) -> str:
    """Return what a camera reads in the one code of a picture (PNG)."""
    from io import BytesIO

    import zxingcpp
    from PIL import Image

    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    return str(code.text)
