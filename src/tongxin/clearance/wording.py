"""The rules as the desk reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.protection.hours import Hours

from .rules import DOOR_RULES, RULES, WISHES

TOLD: dict[str, str | Promise] = {
    "registered": _("Registered, confirmed and not suspended on the day"),
    "of_age": _("Old enough on the day; under 18 never in a risky post, without exception"),
    "guarded": _("Under 18 only with a guardian's consent"),
    "of_the_unit": _("Of the unit, where a post is kept for one"),
    "within_town": _("At response levels I and II only in the own town, unless the HQ approved"),
    "trained": _("A pass for every module of the class and the kind of post"),
    "qualified": _("Certificates that the post asks for, verified and unexpired"),
    "insured": _("Accident insurance for every day of a risky post"),
    "well": _("No illness that nobody has cleared, and not unfit on the day"),
    "declared": _("At the door: health declared on the same day"),
    "kitted": _("At the door: the kit of the task is issued or confirmed"),
    "free": _("No other shift at the same time"),
    "unbroken": _(
        "At most %(continuous_hours)s hours without a pause of %(break_minutes)s minutes"
    ),
    "daily": _("At most %(daily_hours)s hours a day"),
    "rested": _("%(rest_hours)s hours of rest between two days"),
    "weekly": _("At most as many shifts a week as the volunteer chose"),
    "not_away": _("Not on days the volunteer is away"),
    "offered": _("At hours the volunteer offered"),
    "in_reach": _("No farther than the volunteer goes"),
}


def told_rules(hours: Hours) -> list[dict[str, object]]:
    """Return every rule: its words, its number in docs/rules.md, whether it forbids."""
    said = hours.stored()
    return [
        {"text": str(TOLD[rule.name]) % said, "number": rule.number, "forbids": rule.forbids}
        for rule in dict.fromkeys((*RULES, *DOOR_RULES, *WISHES))
    ]
