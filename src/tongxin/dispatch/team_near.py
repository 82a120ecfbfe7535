"""Which team could come now, where a whole one is asked for: everybody else left where they are."""

import numpy as np

from tongxin.clearance.crowd import crowd
from tongxin.clearance.rules.hours import turns_left
from tongxin.people.models import Membership
from tongxin.places.models import Place
from tongxin.rosters.gates import busy_of
from tongxin.rosters.models import Part, Shift

from .costs import Costs
from .lately import stood_lately
from .problem import Sent, gates_of, wanted_in
from .problem.crews import Ways, crews_of
from .problem.spots import Flat


def next_team(shift: Shift, part: Part, costs: Costs) -> Sent | None:
    """Return the cheapest team that has enough people for a part, free and able; None: none.

    Teams that declined, or were silent, are not asked again. Only members of teams are read.
    """
    wanted = wanted_in(Shift.objects.filter(pk=shift.pk))
    blocks = [block for block in wanted.blocks if block.part == part.pk]
    rows = Membership.objects.filter(team__retired_at=None, person__volunteer__state="active")
    members = sorted(set(rows.order_by().values_list("person", flat=True)))
    if not blocks or not members:
        return None
    asks = blocks[0].requirement
    busy = busy_of(members, shift.starts_at, shift.ends_at)
    people = crowd(Place.objects.get(parent=None), [asks], people=members, busy=busy)
    gates = gates_of(people, [asks], np.zeros(1, np.int64))
    flat, lately = Flat(wanted.posts.values()), stood_lately(shift.starts_at, members)
    recent = np.array([lately.get(key, 0) for key in people.people.tolist()], np.int64)
    ways = Ways(*flat.people(people), *flat.posts(list(wanted.posts.values())), recent)
    turns = np.clip(turns_left(people, asks), 0, 7).astype(np.int64)
    nobody = np.zeros(0, np.int64)
    crews = crews_of(blocks, gates, people.people, ways, turns, costs, spent=nobody)
    return crews.cheapest(0)
