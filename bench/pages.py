"""Which pages are measured, by whom they are read, and how fast they have to be."""

from dataclasses import dataclass, field

# A browser has this from its first page on and sends it with every other.
TOKEN = "csrftoken=" + "benchbenchbenchbenchbenchbench12"
CODES = 1000  # tracking codes that are asked for in turn


@dataclass(frozen=True)
class Page:
    """A page to measure; `aim` is its least share of the bare view's throughput, if it has one."""

    name: str
    paths: list[str] = field(repr=False)
    cookie: str = TOKEN
    aim: float | None = None


def pages() -> list[Page]:
    """Return the pages of the city at hand. Needs Django awake."""
    from tongxin.needs.models import Need
    from tongxin.people.models import Person

    codes = list(
        Need.objects.order_by("tracking_code").values_list("tracking_code", flat=True)[:CODES]
    )  # by their random letters: all states, all ages
    cases = list(Need.objects.order_by("tracking_code").values_list("pk", flat=True)[:CODES])
    desk = session_of(Person.objects.get(username="zhuren"))
    station = session_of(Person.objects.get(username="zhanzhang"))
    resident = session_of(Person.objects.get(username="jumin"))
    return [
        Page("today's edition", ["/"], aim=0.5),
        Page("a need's status", [f"/t/{code}" for code in codes], aim=0.25),
        Page("triage desk (centre)", ["/desk/triage"], desk, aim=0.10),
        Page("triage desk (station)", ["/desk/triage"], station, aim=0.10),
        Page("list of the day (desk)", ["/desk/day"], desk, aim=0.10),
        Page("list of the day (published)", [_list_of_today()], aim=0.10),
        Page("today's edition (signed in)", ["/"], resident),
        Page("public needs list", ["/needs"]),
        Page("services", ["/services"]),
        Page("all needs (desk)", ["/desk/needs"], desk),
        Page("a case (desk)", [f"/desk/needs/{key}" for key in cases], desk),
        Page("receipts (desk)", ["/desk/receipts"], desk),
        Page("menu desk", ["/desk/menu"], desk),
    ]


def _list_of_today() -> str:
    from tongxin.needs.models import DayList

    return f"/list/{DayList.objects.latest('day').day:%Y-%m-%d}"


def session_of(person: object) -> str:
    """Log a person in without the form; return the cookie."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {TOKEN}"
