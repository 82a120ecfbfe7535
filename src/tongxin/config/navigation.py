"""What each face offers, and to whom: one table, read by the base templates.

A way whose address does not exist (yet) is left out. A way with `powers` is shown to whoever
holds one of them anywhere; what they may do there is decided by the actions, not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Way:
    """One entry: where it goes, how it looks, which powers (any of them) open it."""

    label: str | Promise
    url_name: str
    icon: str
    powers: frozenset[str] = field(default_factory=frozenset)


def _way(label: str | Promise, url_name: str, icon: str, *powers: str) -> Way:
    return Way(label, url_name, icon, frozenset(powers))


RESIDENT = [
    _way(_("Today's menu"), "menu:today", "menu"),
    _way(_("Ask for help"), "needs:ask", "help"),
    _way(_("Track"), "needs:track", "track"),
    _way(_("Mine"), "people:mine", "person"),
]
MINE = [  # on the page of one's own things
    _way(_("Messages"), "messaging:inbox", "bell"),
    _way(_("My volunteer page"), "volunteers:mine", "heart"),
    _way(_("My shifts"), "rosters:mine", "calendar"),
    _way(_("On duty today"), "duty:mine", "door"),
    _way(_("Offers for me"), "dispatch:mine", "send"),
    _way(_("My needs"), "needs:mine", "help"),
    _way(_("My bookings"), "menu:mine", "calendar"),
    _way(_("My hours"), "records:mine", "clock"),
    _way(_("My training"), "training:mine", "book"),
    _way(_("My health"), "protection:declare", "heart"),
    _way(_("What I wrote"), "moderation:mine", "chat"),
]
ACCOUNT = [  # at the top of the desk
    _way(_("Messages"), "messaging:inbox", "bell"),
    _way(_("Mine"), "people:mine", "person"),
    _way(_("Public pages"), "menu:today", "home"),
]
FOOTER = [
    _way(_("Be a volunteer"), "volunteers:about", "heart"),
    _way(_("Hands wanted"), "rosters:board", "people"),
    _way(_("Needs list"), "needs:public", "list"),
    _way(_("Suggestions"), "feedback:suggest", "bulb"),
    _way(_("Training"), "training:courses", "book"),
    _way(_("Check a certificate"), "training:check", "receipt"),
    _way(_("Check a certificate of service"), "records:check", "receipt"),
    _way(_("Privacy"), "people:privacy", "shield"),
    _way(_("Staff desk"), "needs:desk", "inbox"),
]
DESK = [
    (
        _("Needs"),
        [
            _way(_("Triage desk"), "needs:desk", "inbox", "need.triage", "need.see", "need.answer"),
            _way(_("All needs"), "needs:cases", "grid", "need.see"),
            _way(_("Our team"), "needs:team", "heart", "booking.see"),  # team leaders
            _way(_("List of the day"), "needs:day", "list", "need.see"),
            _way(_("Enter at the door"), "needs:doorstep", "door", "need.enter"),
            _way(_("Enter by phone"), "needs:phone", "phone", "need.enter"),
            _way(_("Paper sheets"), "needs:sheets", "printer", "need.enter"),
            _way(_("Import"), "needs:imports", "upload", "need.import"),
        ],
    ),
    (
        _("Menu"),
        [
            _way(_("Menu desk"), "menu:desk", "menu", "service.compose", "edition.plan"),
            _way(_("Calendar"), "menu:calendar", "calendar", "edition.plan"),
            _way(_("Book for an elder"), "menu:elders", "door", "booking.enter"),
        ],
    ),
    (
        _("Volunteers"),
        [
            _way(_("The register"), "volunteers:register", "people", "volunteer.see"),
            _way(_("Invite"), "volunteers:invitation", "plus", "volunteer.invite"),
            _way(_("Certificates to verify"), "volunteers:queue", "shield", "volunteer.verify"),
            _way(_("Lists of volunteers"), "volunteers:rolls", "upload", "volunteer.import"),
            _way(_("Duplicates"), "volunteers:duplicates", "people", "volunteer.merge"),
        ],
    ),
    (
        _("Hands"),
        [
            _way(_("Rosters"), "rosters:desk", "calendar", "roster.see", "request.ask"),
            _way(_("Ask for hands"), "rosters:ask", "plus", "request.ask"),
            _way(_("Plans"), "dispatch:plans", "send", "plan.make"),
            _way(_("Orders"), "dispatch:orders", "star", "order.give", "order.take"),
            _way(_("Who is on duty"), "duty:on_duty", "door", "attendance.see"),
        ],
    ),
    (
        _("Protection"),
        [
            _way(_("Health of the day"), "protection:health", "heart", "health.see"),
            _way(_("Hand out kits"), "protection:handout", "shield", "kit.issue"),
            _way(_("Stock"), "protection:stocks", "grid", "stock.see"),
            _way(
                _("Requests for gear"),
                "protection:replenishments",
                "send",
                "stock.ask",
                "stock.supply",
            ),
            _way(_("Insurance"), "protection:policies", "shield", "insurance.manage"),
            _way(
                _("Data of emergencies"),
                "protection:destructions",
                "trash",
                "destruction.propose",
                "destruction.approve",
            ),
        ],
    ),
    (
        _("Training"),
        [
            _way(_("Training desk"), "training:desk", "book", "batch.manage", "course.manage"),
            _way(_("Passes"), "training:passes", "shield", "training.see"),
        ],
    ),
    (
        _("Records"),
        [
            _way(_("Hours"), "records:desk", "clock", "hours.see"),
            _way(_("Make-ups"), "records:make_ups", "plus", "hours.see"),
            _way(_("Disputes"), "records:disputes", "chat", "hours.approve"),
            _way(_("Anomalies"), "records:findings", "alert", "hours.audit"),
            _way(_("Stars"), "records:stars", "star", "star.give"),
            _way(_("Rewards"), "records:rewards", "heart", "reward.manage"),
            _way(
                _("Certificates of service"), "records:certificates", "receipt", "certificate.issue"
            ),
        ],
    ),
    (
        _("Receipts"),
        [
            _way(_("Receipts"), "feedback:receipts", "receipt", "review.see"),
            _way(_("Suggestions desk"), "feedback:suggestions", "bulb", "suggestion.answer"),
            _way(_("Review queue"), "moderation:queue", "shield", "moderation.see"),
        ],
    ),
    (
        _("The house"),
        [
            _way(_("People and grants"), "people:people", "people", "person.see"),
            _way(_("Teams"), "people:teams", "heart", "team.manage"),
            _way(_("Units"), "people:units", "grid", "unit.manage"),
            _way(_("API keys"), "people:keys", "link", "apikey.manage"),
            _way(_("Systems that are told"), "rosters:hooks", "send", "apikey.manage"),
            _way(_("Consent texts"), "people:texts", "shield", "consent.text"),
            _way(_("Journal"), "people:journal", "book", "journal.see"),
            _way(_("Deliveries"), "messaging:deliveries", "send", "message.see"),
            _way(_("Gates and response level"), "clearance:gates", "flag", "level.declare"),
            _way(_("Settings"), "places:settings", "gear", "place.manage"),
            _way(_("Rules of hours and points"), "records:rules", "star", "hours.rules"),
            _way(_("Time limits"), "needs:limits", "clock", "limit.set"),
            _way(_("What triage has learnt"), "needs:fits", "bulb", "triage.fit"),
        ],
    ),
]


@cache
def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _shown(ways: list[Way], path: str) -> Iterator[dict[str, Any]]:
    """Yield the ways that lead somewhere, the one we are on marked `current`."""
    placed = [(way, address) for way in ways if (address := _address(way.url_name))]
    inside = [
        address for _, address in placed if path == address or path.startswith(_folder(address))
    ]
    here = max(inside, key=len, default=None)
    for way, address in placed:
        yield {"label": way.label, "url": address, "icon": way.icon, "current": address == here}


def _folder(address: str) -> str:
    return "\0" if address == "/" else address.rstrip("/") + "/"


def desk_ways(person: Any, path: str) -> list[dict[str, Any]]:
    """Return the desk's groups of ways open to `person`."""
    held = _powers(person)
    groups = (
        (label, list(_shown([way for way in ways if not way.powers or way.powers & held], path)))
        for label, ways in DESK
    )
    return [{"label": label, "ways": ways} for label, ways in groups if ways]


def _powers(person: Any) -> frozenset[str]:
    return person.powers_anywhere() if hasattr(person, "powers_anywhere") else frozenset()


@lru_cache(maxsize=4096)
def _here(path: str) -> str:
    """Return which ways are marked on a page: pages with the same answer share their frame."""
    groups = [RESIDENT, ACCOUNT, *(ways for _label, ways in DESK)]
    marked = (way["url"] for ways in groups for way in _shown(ways, path) if way["current"])
    return "@" + " ".join(marked)  # never empty: pages outside the house have no ways


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the context every page needs: the reader and the ways to go. Costs no query itself."""
    person, path = getattr(request, "user", None), request.path
    in_english = getattr(request, "LANGUAGE_CODE", "") == "en"
    return {
        "city_name": settings.CITY_NAMES[-1 if in_english else 0],
        "reader": getattr(request, "reader", {}),
        "reader_key": SimpleLazyObject(lambda: str(getattr(person, "pk", "") or "")),
        "address": request.get_full_path,
        "here": _here(path),
        "powers": SimpleLazyObject(lambda: _powers(person)),
        "resident_ways": SimpleLazyObject(lambda: list(_shown(RESIDENT, path))),
        "mine_ways": SimpleLazyObject(lambda: list(_shown(MINE, path))),
        "footer_ways": SimpleLazyObject(lambda: list(_shown(FOOTER, ""))),
        "second_factor_left_out": settings.MODE == "demo" and not settings.SECOND_FACTOR,
        "account_ways": SimpleLazyObject(lambda: list(_shown(ACCOUNT, path))),
        "desk_ways": SimpleLazyObject(lambda: desk_ways(person, path)),
    }
