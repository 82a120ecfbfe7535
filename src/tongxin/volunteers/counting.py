"""How many volunteers there are, by state and place; counted at most once a minute."""

from typing import Any

from django.core.cache import cache
from django.db.models import Count

from tongxin.places.queries import under_any

from .finding import narrowed
from .models import Volunteer
from .queries import sees_all

FRESH_SECONDS = 60


def counted(paths: list[str]) -> dict[str, int]:
    """Return how many of each state live under `paths`, and "all" of the open ones."""
    key = f"volunteers-counted:{'|'.join(sorted(paths))}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is None:
        kept = {state.value: 0 for state in Volunteer.State}
        kept |= dict(_under(paths).order_by().values_list("state").annotate(n=Count("pk")))
        kept["all"] = sum(kept.values()) - kept["left"] - kept["merged"]
        cache.set(key, kept, FRESH_SECONDS)
    return kept


def living(paths: list[str], chosen: dict[str, Any]) -> dict[int, int]:
    """Return {id of a place: volunteers at home there} under `paths`, narrowed as `finding` does.

    Who has left is not counted, unless asked for.
    """
    here = _under(paths).filter(person__closed_at=None)
    if chosen.get("place"):  # all of them are counted: by the index of homes
        here = here.under(chosen["place"])
    found = narrowed(here, chosen | {"place": None})
    if not chosen.get("state"):
        found = found.exclude(state="left")
    return dict(found.order_by().values_list("person__home").annotate(n=Count("pk")))


def _under(paths: list[str]) -> Any:
    if sees_all(paths):
        return Volunteer.objects.all()
    return Volunteer.objects.filter(under_any(paths, "person__home__path"))
