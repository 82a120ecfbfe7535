"""Which teams could answer: of the right platform, the nearest first, the least laden before."""

from dataclasses import dataclass

from django.db.models import Count, Q

from tongxin.people.models import Team

from .models import Need

IN_HAND = [Need.State.DISPATCHED, Need.State.ACCEPTED, Need.State.IN_SERVICE]


@dataclass(frozen=True)
class Candidate:
    """A team, and why it is suggested."""

    team: Team
    steps: int  # up and down the city tree: 0 the same place, 1 its town …
    fits: bool  # of the platform the need asks for
    in_hand: int


def steps_between(one: str, other: str) -> int:
    """Return how many steps of the city tree lie between two paths."""
    a, b = one.rstrip("/").split("/"), other.rstrip("/").split("/")
    common = sum(1 for x, y in zip(a, b, strict=False) if x == y)
    return len(a) + len(b) - 2 * common


def teams_for(need: Need, most: int = 8) -> list[Candidate]:
    """Return the teams to suggest for a need, the best first. Two queries.

    Teams are weighed by what is in their hands, never by all they ever did.
    """
    root = need.place.path.split("/")[0]
    teams = Team.objects.current().filter(place__path__startswith=f"{root}/")
    if need.platform_id:
        teams = teams.filter(Q(platform=need.platform_id) | Q(platform=None))
    rows = list(teams.select_related("place__parent"))
    laden = _in_hand([team.pk for team in rows])
    found = [_weighed(team, need, laden.get(team.pk, 0)) for team in rows]
    found.sort(key=lambda one: (not one.fits, one.steps, one.in_hand, one.team.pk))
    return found[:most]


def _in_hand(teams: list[int]) -> dict[int, int]:
    """Return how many needs each team has in hand; a team without any is left out."""
    rows = Need.objects.filter(team__in=teams, state__in=IN_HAND).order_by()
    return dict(rows.values_list("team").annotate(n=Count("pk")))


def _weighed(team: Team, need: Need, in_hand: int) -> Candidate:
    fits = team.platform_id == need.platform_id  # hands go to teams of no platform
    return Candidate(team, steps_between(team.place.path, need.place.path), fits, in_hand)
