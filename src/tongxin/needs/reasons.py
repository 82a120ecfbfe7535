"""Say in the reader's language why triage proposes what it proposes (rule 21)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, str | Promise]
SENTENCES: Texts = {
    "words.leaf": _("The words %(words)s point to “%(leaf)s”"),
    "words.route_sum": _("Taken together it is more like “%(leaf)s”"),
    "likeness.example": _("Like the example “%(example)s” (%(likeness)s)"),
    "rule.danger": _("Signs of danger: “%(words)s” (%(sign)s). Call %(number)s at once"),
    "rule.guarded": _("It says “%(words)s”, but %(guard)s: not taken for an emergency"),
    "rule.deadline": _("“%(words)s”: by %(by)s at the latest"),
    "rule.essentials": _("“%(words)s”: essentials or treatment fail within a day"),
    "rule.refer": _("“%(words)s” is the duty of %(body)s"),
    "rule.unreasonable": _("Perhaps not for us: %(why)s%(words)s"),
    "place.same": _("The same spot: %(place)s"),
    "place.different": _("Different spots: %(one)s / %(other)s"),
    "place.same unit": _("The same village or community"),
    "place.different unit": _("Different villages or communities"),
    "number.same": _("The same number: %(number)s"),
    "number.different": _("Different numbers: %(one)s / %(other)s"),
    "matter.same": _("The same matter: %(words)s"),
    "matter.different": _("Different matters: %(one)s / %(other)s"),
    "text.like": _("Alike in words (%(likeness)s)"),
    "time.apart": _("%(days)s days apart"),
    "asker.says": _("The resident says it is the same"),
}
LEAVES: Texts = {
    "menu": _("Service menu"), "hands": _("Volunteers' hands"),
    "menu/theory": _("theory talks"), "menu/education": _("education"),
    "menu/culture": _("culture"), "menu/science": _("popular science"),
    "menu/sports_health": _("sports and health"), "hands/publicity": _("publicity and guidance"),
    "hands/guarding": _("guarding and care"), "hands/screening": _("screening"),
    "hands/disinfection": _("disinfection"), "hands/information": _("information service"),
    "hands/psychological": _("psychological comfort"), "refer": _("Another department"),
    "emergency": _("Emergency"),
}  # fmt: skip
SIGNS: Texts = {
    "collapse": _("unconscious"), "heart": _("heart attack"), "stroke": _("stroke"),
    "breath": _("cannot breathe"), "bleeding": _("bleeding"), "seizure": _("seizure"),
    "poison": _("poison"), "birth": _("birth"), "injury": _("badly hurt"),
    "self_harm": _("self-harm"), "violence": _("violence"), "intruder": _("intruder"),
    "missing": _("missing person"), "captive": _("held captive"), "fire": _("fire"),
    "blast": _("explosion"), "gas": _("gas"), "collapse_building": _("collapsing building"),
    "water": _("in the water"), "trapped": _("trapped"), "wire": _("live wire"),
}  # fmt: skip
GUARDS: Texts = {
    "knowledge": _("somebody wants to know about it"), "drill": _("it is a drill or a story"),
    "past": _("it is over"), "fear": _("it is a worry"), "hearsay": _("it is hearsay"),
    "negation": _("it did not happen"),
}  # fmt: skip
UNREASONABLE: Texts = {
    "empty": _("it says nothing"), "gibberish": _("it makes no sense"),
    "advertising": _("it looks like advertising"), "illegal": _("it asks for something unlawful"),
    "private": _("it is private business"), "abuse": _("it is abuse, and no matter"),
    "idle": _("it is a test or a greeting"),
}  # fmt: skip
BODIES: Texts = {
    "12345": _("the 12345 line"), "12333": _("labour and social security (12333)"),
    "12366": _("the tax office (12366)"), "12315": _("market supervision (12315)"),
    "12393": _("medical insurance (12393)"), "12348": _("legal aid (12348)"),
    "95598": _("the power company (95598)"), "hospital": _("a hospital or the health office"),
    "police": _("the police (no emergency)"), "traffic_police": _("the traffic police"),
    "school": _("the school or the education office"),
}  # fmt: skip
NAMES = {"leaf": LEAVES, "sign": SIGNS, "guard": GUARDS, "why": UNREASONABLE, "body": BODIES}


def sentences(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return [{"text"}] for reasons stored as {"code", "values"}."""
    return [{"text": sentence(one["code"], one.get("values", {}))} for one in reasons]


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """Return one reason in words; a code nobody knows any more says itself."""
    if code.startswith("place.") and all(str(one).isdecimal() for one in values.values()):
        code += " unit"  # the engine names places of the tree by their codes
    named = {key: str(NAMES.get(key, {}).get(value, value)) for key, value in values.items()}
    text = SENTENCES.get(code)
    try:
        return str(text) % named if text else " ".join([code, *named.values()])
    except KeyError:  # an older fit gave other values
        return " ".join([code, *named.values()])


def doubt(code: str) -> str:
    """Return why it may not be reasonable to answer here; "" for no doubt."""
    return str(UNREASONABLE.get(code, code))


def body(code: str) -> str:
    """Return the name of the department a need is referred to."""
    return str(BODIES.get(code, code))
