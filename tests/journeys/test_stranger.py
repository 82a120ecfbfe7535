"""A stranger reads everything public, then guesses at everything else, and learns nothing."""

import io
import itertools
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver
from PIL import Image

from tongxin.clock.actions import open_job
from tongxin.feedback.actions import make_suggestion
from tongxin.journal.models import Entry
from tongxin.menu.actions import book
from tongxin.menu.models import Booking
from tongxin.messaging.models import Delivery, Message
from tongxin.moderation.models import Submission
from tongxin.needs.models import Need
from tongxin.people.models import Grant, Person

PHONES = ["13900000002", "13900000003", "13800000001"]
ADDRESS = "解放路88号3单元"
WAITING = "老伴夜里总是哭，不想让邻居知道"  # words of a need nobody has listed
PROBES = ("healthz", "readyz", "metrics")  # of the machine's keeper; see tests/config/test_health
WRONG_CODE = "ABCD2345EFGH"


@pytest.fixture
def town_of_secrets(
    make_need, make_session, resident, steward, officer, leader, village, listed
):  # fmt: skip
    """Needs, a booking, a suggestion and a job, each with something nobody else may know."""
    Person.objects.filter(pk=resident.pk).update(name="吴桂芳")  # “吴阿姨” is a hint in a form
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    waiting = make_need(
        f"{WAITING}，电话{PHONES[0]}", requester_name="张奶奶", phone=PHONES[0], address=ADDRESS,
        on_behalf=True,
        pictures=[SimpleUploadedFile("a.jpg", picture.getvalue(), "image/jpeg")],
    )  # fmt: skip
    session = make_session()
    booking = book(session, guest_name="李大爷", phone=PHONES[1], by=steward)
    book(session, person=resident, by=resident)
    suggestion = make_suggestion(f"换个时间吧，我是张奶奶{PHONES[0]}", at=village, by=steward)
    job = open_job("needs.import", "张奶奶的名单", by=officer)
    return {
        "ids": sorted({waiting.pk, listed.pk, booking.pk, session.pk, session.service_id,
                       suggestion.pk, job.pk, 1, 2}),
        "uid": [waiting.uid, listed.uid],
        "code": [waiting.tracking_code, listed.tracking_code, booking.code],
        "secrets": [
            *PHONES, ADDRESS, WAITING, "张奶奶", "李大爷",
            *Person.objects.exclude(name="").exclude(kind="robot").values_list("name", flat=True),
        ],
    }  # fmt: skip


def addresses(found, *, guesses):
    """Yield every address of the house, with each id and code a stranger may try."""
    others = {"format_": ["json"], "kind": ["xlsx"], "field": ["phone"], "verdict": ["same"],
              "day": ["2026-01-01"], "year": ["2026"], "month": ["1"], "number": ["1"],
              "path": ["x"]}  # fmt: skip
    for pattern in sorted(set(_patterns(get_resolver()))):
        names = re.findall(r"<(?:(\w+):)?(\w+)>", pattern)
        choices = []
        for kind, name in names:
            if "uuid" in kind:
                choices.append(found["uid"])
            elif name in others:
                choices.append(others[name])
            elif kind == "int" or name.endswith(("_id", "pk")):
                choices.append(found["ids"])
            else:
                choices.append(guesses)
        for chosen in itertools.islice(itertools.product(*choices), 40):
            address = pattern
            for one in chosen:
                address = re.sub(r"<[^>]+>", str(one), address, count=1)
            yield "/" + address.lstrip("^/").rstrip("$")


def _patterns(resolver, before=""):
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, here)
        elif "\\" not in here and "(" not in here and here not in PROBES:
            yield here


def keeps_quiet(answer, secrets, who):
    """Neither body nor headers hold a secret, and nothing broke."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode("utf-8", "replace") + str(answer.headers)
    told = [one for one in secrets if one in said]
    where = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']} {who}"
    assert not told, f"{where} tells {told}"
    assert answer.status_code < 500, where


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [False, True])
def test_guessing_gets_a_stranger_nowhere(client, town_of_secrets, stranger, signed_in):
    if signed_in:
        client.force_login(stranger)
    secrets = [one for one in town_of_secrets["secrets"] if one != stranger.name]
    open_desks = []
    for address in addresses(town_of_secrets, guesses=[WRONG_CODE]):
        cache.clear()  # even one whom no limit slows down
        answer = client.get(address)
        keeps_quiet(answer, secrets, signed_in)
        if address.startswith(("/desk", "/jobs")) and answer.status_code == 200:
            open_desks.append(address)
    assert not open_desks


@pytest.mark.django_db
def test_a_code_tells_how_far_it_is_and_never_whose_it_is(client, town_of_secrets):
    secrets = [one for one in town_of_secrets["secrets"] if one != WAITING]
    for address in addresses(town_of_secrets, guesses=town_of_secrets["code"]):
        if any(code in address for code in town_of_secrets["code"]):
            cache.clear()
            keeps_quiet(client.get(address), secrets, "with a code")


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [False, True])
def test_pressing_every_button_changes_nothing(client, town_of_secrets, stranger, signed_in):
    secrets = [one for one in town_of_secrets["secrets"] if one != stranger.name]
    before, entries = _what_is_kept(), Entry.objects.count()
    for address in addresses(town_of_secrets, guesses=[WRONG_CODE]):
        if address.startswith("/me/"):
            continue  # one's own: closing one's own account is one's right
        if signed_in:
            client.force_login(stranger)
        cache.clear()
        keeps_quiet(client.post(address, {"reason": "x", "words": "x"}), secrets, signed_in)
    assert _what_is_kept() == before
    of_others = Entry.objects.order_by("pk")[entries:]
    assert {one.by for one in of_others} <= {f"person:{stranger.pk}", "robot:resident-door", ""}


def _what_is_kept():
    """Everything a stranger might have moved."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Need, Booking, Grant, Submission, Delivery, Message)
    ]


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_stranger_reads_everything_public(phone, look, town_of_secrets):
    """Follow every link there is, from the first page on."""
    waiting, seen, kinds = ["/"], set(), set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = phone.goto(path)
        text = phone.content()
        told = [one for one in town_of_secrets["secrets"] if one in text]
        assert not told, f"{path} tells {told}"
        assert answer.status < 400, path
        kind = re.sub(r"\d+|=[^&]*", "*", path)
        if kind not in kinds:
            kinds.add(kind)
            look(phone)
            waiting += _links(phone)
    assert {"/", "/ask", "/track", "/needs", "/services", "/privacy"} <= seen


def _links(page):
    found = page.eval_on_selector_all(
        "a[href^='/']", "links => links.map(a => a.getAttribute('href'))"
    )
    return [
        link.partition("#")[0] for link in found
        if not re.search(r"\.(atom|ics|svg|xlsx|pdf|json|geojson)(\?|$)|/accounts/", link)
    ]  # fmt: skip
