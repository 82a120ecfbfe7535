"""Find the place a cell or a text speaks of."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from .models import Place

TOWN = re.compile(r"(?:镇|街道|乡|开发区|管委会)$")
STATION = re.compile(r"(?:村民委员会|居民委员会|居委会|村委会|社区|村)$")


@dataclass(frozen=True)
class Spot:
    """What is known of a place: its key, names and path."""

    key: int
    code: str
    path: str
    names: tuple[str, ...]


class Gazetteer:
    """The places of the city, findable by code, by name, and inside a text."""

    def __init__(self, spots: Iterable[Spot], *, root: str, label: str) -> None:
        self.root, self.label = root, label  # path and name of the place where they import
        self.by_code: dict[str, Spot] = {}
        self.by_name: dict[str, list[Spot]] = defaultdict(list)
        for spot in spots:
            self.by_code[spot.code] = spot
            for form in {form for name in spot.names if name for form in _forms(name)}:
                self.by_name[form].append(spot)
        # In free text only whole names count: 新街 and 新建 are words as well as towns.
        self.whole = _automaton(name for name in self.by_name if len(name) >= 3)
        self.loose = _automaton(name for name in self.by_name if len(name) >= 2)

    def holds(self, spot: Spot) -> bool:
        """Whether the place lies where they import."""
        return spot.path.startswith(self.root)

    def named(self, cell: str) -> Spot | None:
        """Return the place a cell names: a code, a name, "丁蜀镇洋渚村", or "…市…镇"."""
        cell = re.sub(r"\s+", "", cell)
        if cell in self.by_code:
            return self.by_code[cell]
        found = self.by_name.get(cell, [])
        if len(found) == 1:
            return found[0]
        return self._settled(_names_in(cell, self.loose))

    def mentioned(self, text: str) -> Spot | None:
        """Return the deepest place a text names without doubt; a town settles its villages."""
        return self._settled(_names_in(text, self.whole))

    def _settled(self, names: list[str]) -> Spot | None:
        spots = [spot for name in names for spot in self.by_name[name]]
        single = [
            spot
            for name in names
            for spot in self.by_name[name][:1]
            if len(self.by_name[name]) == 1
        ]
        anchored = [spot for spot in spots if any(_is_under(spot, town) for town in single)]
        candidates = {spot.key: spot for spot in [*single, *anchored]}.values()
        deepest = max(candidates, key=lambda spot: spot.path.count("/"), default=None)
        if deepest is None:
            return None
        depth = deepest.path.count("/")
        rivals = [spot for spot in candidates if spot.path.count("/") == depth]
        if len(rivals) > 1:  # two villages: what is above both
            above = [
                spot for spot in candidates if all(r.path.startswith(spot.path) for r in rivals)
            ]
            return max(above, key=lambda spot: len(spot.path), default=None)
        return deepest


def gazetteer_of(place: Place) -> Gazetteer:
    """Return the names of every place of the city, for somebody who imports at `place`."""
    rows = Place.objects.current().values_list("pk", "code", "path", "name", "official_name")
    spots = (Spot(key, code, path, (name, official)) for key, code, path, name, official in rows)
    return Gazetteer(spots, root=place.path, label=place.label)


def _automaton(names: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


def _names_in(text: str, automaton: ahocorasick.Automaton) -> list[str]:
    """Return the names in a text, each the longest that stands there."""
    if not len(automaton):
        return []
    ends: list[tuple[int, int, str]] = sorted(
        (end - len(name) + 1, -end, name) for end, name in automaton.iter(text)
    )
    kept, reach = [], -1
    for start, minus_end, name in ends:
        if start > reach:
            kept.append(name)
            reach = -minus_end
    return list(dict.fromkeys(kept))


def _forms(name: str) -> set[str]:
    """Return how people write a name: whole, and without or with another kind."""
    town, station = TOWN.sub("", name), STATION.sub("", name)
    forms = {name} | ({town} if len(town) >= 2 else set())
    if station != name and len(station) >= 2:
        forms |= {station, station + "村", station + "社区"}
    return forms


def _is_under(spot: Spot, other: Spot) -> bool:
    return spot is not other and spot.path.startswith(other.path)
