"""Where somebody lives: at response levels I and II nobody crosses towns unasked."""

from django.utils.translation import gettext as _

from tongxin.places.models import Place, ResponseLevel
from tongxin.web.briefly import briefly

from ..crowd import Bools, Crowd
from ..requirement import Refusal, Requirement
from ..rule import Rule

HARD = (1, 2)  # response levels at which offline service across towns needs the HQ (rule 30)


def within_town(crowd: Crowd, requirement: Requirement) -> Bools:
    """At levels I and II: at home in the town, online, or approved by the HQ (rule 30)."""
    open_to_all = not requirement.offline or requirement.across_towns or not requirement.town
    if open_to_all or crowd.level_over(requirement) not in HARD:
        return crowd.everybody
    at_home: Bools = crowd.register.town == crowd.towns.get(requirement.town, -1)
    return at_home


def _from_elsewhere(crowd: Crowd, requirement: Requirement) -> Refusal:
    level = ResponseLevel.Level(crowd.level_over(requirement)).label
    town = _town(requirement.town)
    say = _(
        "While response level %(level)s holds, people serve in the town where they live. This post"
        " is in %(town)s; only the headquarters can approve an exception."
    ) % {"level": level, "town": town}
    return Refusal("within_town", say)


@briefly
def _town(path: str) -> Place | None:
    return Place.objects.filter(path=path).first()


WITHIN_TOWN = Rule(
    "within_town", "30", within_town,
    lambda one: (one.offline, one.across_towns, one.path, one.seconds), _from_elsewhere,
)  # fmt: skip
