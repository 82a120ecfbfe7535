"""Unwell: not on duty."""

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from ..crowd import Bools, Crowd
from ..requirement import Refusal, Requirement
from ..rule import Rule


def well(crowd: Crowd, requirement: Requirement) -> Bools:
    """No open case of illness, and not unfit on a day of the shift (rules 33 and 37)."""
    fine = ~np.isin(crowd.people, crowd.fitness.open_case)
    if _touches(requirement, crowd.fitness.day):
        fine &= ~np.isin(crowd.people, crowd.fitness.unfit)
    return fine


def _touches(requirement: Requirement, day: int) -> bool:
    return requirement.first_day.toordinal() <= day <= requirement.last_day.toordinal()


def _unwell(crowd: Crowd, requirement: Requirement) -> Refusal:
    if np.isin(crowd.people, crowd.fitness.open_case)[0]:
        say = _(
            "You fell unwell, and nobody has cleared it yet. Please rest; your station or institute"
            " lets you serve again as soon as you are well."
        )
        return Refusal("well", say, _("My health"), reverse("protection:declare"))
    say = _(
        "You told us that you are not well today. Please rest and take care of yourself: your"
        " coordinator knows, and finds somebody else."
    )
    return Refusal("well", say, _("My health"), reverse("protection:declare"))


WELL = Rule("well", "33, 37", well, lambda one: (one.first_day, one.last_day), _unwell)
