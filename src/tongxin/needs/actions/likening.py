"""Find needs that may be one: the same matter at the same place, in whoever's words."""

from collections import OrderedDict
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone

from tongxin.places.queries import under_path

from ..day.figures import cut
from ..models import Likeness, Need

if TYPE_CHECKING:
    from ..triage.model import Model
    from ..triage.openlist import DuplicateIndex, Likely

RECENT = timedelta(weeks=3)
MOST = 1500  # open needs of a town that new ones are held against: the newest
TOWN = 2  # steps of a path that name a town
TOWNS_KEPT = 64  # open lists a process keeps prepared


class Written(NamedTuple):
    """A need as it was prepared: written anew or at another place, it is prepared again."""

    pk: int
    words: str
    code: str
    raised_at: datetime


_lists: "OrderedDict[str, DuplicateIndex]" = OrderedDict()
_one_at_a_time = Lock()


def likely(needs: list[Need], model: "Model") -> list[Likeness]:
    """Return, unsaved, the likely duplicates of `needs` among open ones of the same towns."""
    found: dict[tuple[int, int], Likeness] = {}
    ordered = sorted(needs, key=lambda need: (_town(need), need.pk))
    with _one_at_a_time:
        for town, there in groupby(ordered, _town):
            new = [_written(need) for need in there]
            open_list = _up_to_date(town, new, model)
            for one in new:
                near = open_list.like(one.words, place=one.code, time=one.raised_at)
                for likeness in (_likeness(one, each) for each in near if each.key != one):
                    found.setdefault((likeness.need_id, likeness.other_id), likeness)
    return list(found.values())


def _town(need: Need) -> str:
    return cut(need.place.path, TOWN)


def _written(need: Need) -> Written:
    return Written(need.pk, need.words, need.place.code, need.raised_at)


def _up_to_date(town: str, new: list[Written], model: "Model") -> "DuplicateIndex":
    """Return the town's open list, prepared once for each process; only what came is added."""
    from ..triage import duplicate_index

    kept = _lists.pop(town, None)
    if kept is None or kept.model is not model:
        kept = duplicate_index([], [], model=model)
    _lists[town] = kept
    while len(_lists) > TOWNS_KEPT:
        _lists.popitem(last=False)
    now = {*_open_there(town), *new}
    kept.forget(set(kept.keys()) - now)
    came = sorted(one for one in now if one not in kept)
    kept.add(
        came, [one.words for one in came], [one.code for one in came],
        [one.raised_at for one in came],
    )  # fmt: skip
    return kept


def _open_there(town: str) -> list[Written]:
    below = town.count("/") >= TOWN
    there = under_path(town, "place__path") if below else Q(place__path=town)
    rows = Need.objects.open().filter(there, raised_at__gte=timezone.now() - RECENT)
    fields = ("pk", "words", "place__code", "raised_at")
    return [Written(*row) for row in rows.values_list(*fields)[:MOST]]


def _likeness(one: Written, like: "Likely") -> Likeness:
    other: Written = like.key
    earlier, later = sorted((one.pk, other.pk))
    reasons = [{"code": reason.code, "values": dict(reason.values)} for reason in like.reasons]
    return Likeness(
        need_id=later, other_id=earlier, likeness=min(1.0, like.likeness), reasons=reasons
    )
