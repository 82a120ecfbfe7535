"""Find volunteers: what the desk, its map and the API may narrow the register by."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.models import Place, label_of
from tongxin.vault.sealing import blind_index, mask_name
from tongxin.web.questions import Question

from .models import Volunteer
from .queries import homes_in, sees_all

AGES: dict[str, tuple[str | Promise, int, int]] = {  # code → name, from, to (both included)
    "minor": (_("14 to 17"), 14, 17),
    "young": (_("18 to 34"), 18, 34),
    "middle": (_("35 to 59"), 35, 59),
    "senior": (_("60 and older"), 60, 150),
}
HELD = {"prefers": "prefers", "skill": "skills", "language": "languages"}  # filter → field
SELECTS = ("state", "prefers", "skill", "language", "kind", "part", "age")  # of closed lists
RARE = ("q", "kind", "skill", "language", "part", "age")  # what leaves few of a town's people
MOST_WORDS = 60  # characters
MOST_CHOICES = 500  # what was chosen of the selects, whose question is kept
LISTED = (
    "pk", "number", "state", "reach_km", "prefers", "person__name", "person__home__name",
    "person__home__name_en", "person__home__parent__name", "person__home__parent__name_en",
    "person__home__parent__parent",
)  # fmt: skip
TYPED = ("pk", "number", "state", "person__name", "person__home__name", "person__home__name_en")


def narrowed(found: Any, chosen: dict[str, Any], today: date | None = None) -> Any:
    """Apply what was chosen; each is one condition an index or one pass can serve.

    `chosen` may name place (a `Place`), state, prefers, skill, language, kind, part (0–20), age
    (of `AGES`) and q. Without a state the merged ones are left out.
    """
    (homes, many), (kind, values) = _homes(chosen), _sought(_words(chosen))
    return _narrow(found, homes, many, kind, values, chosen, today or timezone.localdate())


def _words(chosen: dict[str, Any]) -> str:
    return (chosen.get("q") or "").strip()[:MOST_WORDS]


def _homes(chosen: dict[str, Any]) -> tuple[list[int], bool]:
    """Return where they live (empty: anywhere), and whether thousands are left of those there."""
    place = chosen.get("place")
    if place is None or place.parent_id is None:  # the city holds everybody
        return [], False
    rare = place.level == Place.Level.STATION or any(chosen.get(name) for name in RARE)
    return homes_in(place), not rare


def _narrow(
    found: Any,
    homes: Sequence[int],
    many: bool,
    sought: str,
    words: Sequence[str],
    chosen: dict[str, Any],
    today: date,
) -> Any:
    if homes:
        found = found.living_at(homes, many=many)
    if sought:
        found = found.filter(SOUGHT[sought](*words))
    if chosen.get("state"):
        found = found.filter(state=chosen["state"])
    else:
        found = found.exclude(state="merged")
    found = _able(found, chosen, today)
    if chosen.get("age"):
        found = found.filter(_aged(chosen["age"], today))
    return found


def _able(found: Any, chosen: dict[str, Any], today: date) -> Any:
    for name, field in HELD.items():
        if chosen.get(name):
            found = found.holding(field, chosen[name])
    if chosen.get("kind"):
        found = found.qualified(chosen["kind"], today)
    if chosen.get("part") not in (None, ""):
        found = found.available(1 << int(chosen["part"]))
    return found


def _aged(band: str, today: date) -> Q:
    """People of an age band today; who gave no date of birth is in none."""
    _name, youngest, oldest = AGES[band]
    return Q(
        person__birth_date__lte=_birthday(today, youngest),
        person__birth_date__gt=_birthday(today, oldest + 1),
    )


def _birthday(today: date, years: int) -> date:
    """Return the day on which somebody was born who turns `years` today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February: a year without it
        return date(today.year - years, 3, 1)


def _sought(words: str) -> tuple[str, tuple[str, ...]]:
    """Return what words look for, a key of `SOUGHT`, and its values; "" for none."""
    if not words:
        return "", ()
    try:
        return "phone", (blind_index(normalise_phone(words, landline=True), kind="phone"),)
    except BadPhone:
        pass
    if len(words) == 18 and words[:17].isdigit():
        return "identity", (blind_index(words.upper(), kind="identity"),)
    if any(character.isdigit() for character in words):
        return "number", (words.upper(), words.upper() + "\U0010ffff")
    return "name", (words, words + "\U0010ffff")


SOUGHT: dict[str, Callable[..., Q]] = {
    # A sealed number is said twice, for the index that leaves out empty ones.
    "phone": lambda index: Q(person__phone_index=index) & ~Q(person__phone_index=""),
    "identity": lambda index: Q(person__identity_index=index) & ~Q(person__identity_index=""),
    "number": lambda first, after: Q(number__gte=first, number__lt=after),
    "name": lambda first, after: Q(person__name__gte=first, person__name__lt=after),
}


def page_of(found: Any, after: int | None, most: int) -> tuple[list[Any], int | None]:
    """Return at most `most` rows below the key `after`, newest first, and the key to go on after.

    Keys come first: what has to be sorted is narrow then, however many a filter leaves.
    """
    keys, last = _cut(list(_keys(found, most, *_below(after))), most)
    rows = Volunteer.objects.filter(pk__in=keys).order_by("-pk")
    return list(rows.select_related("person__home__parent")), last


def listed(
    viewer: Person, chosen: dict[str, Any], after: int | None, most: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Return the same page, of whom the viewer may see, as a list shows it.

    Each with key, number, masked, home, prefers, km, state.
    """
    keys, last = _cut(_found(viewer, chosen, most, *_below(after)), most)
    english = get_language() == "en"
    asked = keys + [0] * (most - len(keys))  # no row has this key
    return [_shown(row, english=english) for row in _rows_of(most).ask(*asked)], last


def _below(after: int | None) -> list[int]:
    return [after] if after else []


def _cut(keys: list[int], most: int) -> tuple[list[int], int | None]:
    return keys[:most], keys[most - 1] if len(keys) > most else None


def _found(viewer: Person, chosen: dict[str, Any], most: int, *below: int) -> list[int]:
    if not sees_all(viewer.paths_where("volunteer.see")):
        found = narrowed(Volunteer.objects.visible_to(viewer), chosen)
        return list(_keys(found, most, *below))
    (homes, many), (kind, values) = _homes(chosen), _sought(_words(chosen))
    selects = tuple((name, chosen.get(name)) for name in SELECTS)
    marks = len(homes), len(values), len(below)
    question = _selected(selects, marks, many, kind, timezone.localdate(), most)
    return [key for (key,) in question.ask(*homes, *values, *below)]


def _keys(found: Any, most: int, *below: int) -> Any:
    """Find the newest keys below one, one more than are shown."""
    for key in below:
        found = found.filter(pk__lt=key)
    return found.order_by("-pk").values_list("pk", flat=True)[: most + 1]


@lru_cache(MOST_CHOICES)
def _selected(
    selects: tuple[tuple[str, Any], ...],
    marks: tuple[int, int, int],
    many: bool,
    sought: str,
    today: date,
    most: int,
) -> Question:
    """Ask for keys narrowed by selects, which offer only so much, to open values.

    `marks`: how many homes (0: everywhere), values of `sought` (a key of `SOUGHT`, or ""), and
    keys to go on below there are.
    """
    homes, words, below = marks

    def write(*values: Any) -> "QuerySet[Any, Any]":
        found = _narrow(
            Volunteer.objects.with_open_account(), values[:homes], many,
            sought, values[homes : homes + words], dict(selects), today,
        )  # fmt: skip
        return _keys(found, most, *values[homes + words :])  # type: ignore[no-any-return]

    return Question(write, *[int] * homes, *[str] * words, *[int] * below)


@cache
def _rows_of(many: int) -> Question:
    def write(*keys: int) -> "QuerySet[Any, Any]":
        return Volunteer.objects.filter(pk__in=keys).order_by("-pk").values_list(*LISTED)

    return Question(write, *[int] * many)


def _shown(row: tuple[Any, ...], *, english: bool) -> dict[str, Any]:
    key, number, state, km, prefers, name, home, home_en, above, above_en, top = row
    place = (english and home_en) or home or ""
    if top is not None:  # below a town, which is named too; the city goes without saying
        place = f"{(english and above_en) or above} · {place}"
    return {
        "key": key, "number": number, "masked": mask_name(name), "home": place,
        "prefers": prefers, "km": km, "state": state,
    }  # fmt: skip


def first_few(found: Any, most: int) -> list[dict[str, Any]]:
    """Return the newest few as they are shown while somebody types: one narrow query."""
    rows = found.order_by("-pk").values_list(*TYPED)[:most]
    return [
        {
            "url": f"/desk/volunteers/{key}/", "number": number, "name": mask_name(name),
            "home": label_of(home or "", home_en or ""), "state": Volunteer.State(state).label,
            "tone": Volunteer.TONES.get(state, "plain"),
        }
        for key, number, state, name, home, home_en in rows
    ]  # fmt: skip
