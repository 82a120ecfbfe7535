"""The place picker: one list grouped by town, which a script turns into a search."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.places.models import Place
from tongxin.places.queries import under_any

REMEMBERED = "place"  # the cookie with the code of the place last chosen
REMEMBERED_SECONDS = 400 * 86400


def towns_with_villages(paths: list[str] | None = None) -> list[dict[str, Any]]:
    """Return [{code, name, pinyin, villages: [{code, name, pinyin}]}] of current places.

    `paths` narrows it to these places and what lies below them. One query.
    """
    places = Place.objects.current().exclude(level__in=["centre", "point"]).order_by("path")
    if paths is not None:
        places = places.filter(under_any(paths))
    english = get_language() == "en"
    towns: dict[int, dict[str, Any]] = {}
    rows = places.values_list(
        "pk", "parent", "level", "code", "name", "name_en", "pinyin", "parent__name",
        "parent__name_en", "parent__code", "parent__pinyin",
    )  # fmt: skip
    for pk, parent, level, code, zh, en, pinyin, town_zh, town_en, town_code, town_pinyin in rows:
        name = en if english and en else zh
        if level == Place.Level.INSTITUTE:
            towns[pk] = {"code": code, "name": name, "pinyin": pinyin, "villages": [], "own": True}
            continue
        town_name = town_en if english and town_en else town_zh
        town = {"code": town_code, "name": town_name, "pinyin": town_pinyin, "villages": []}
        villages = towns.setdefault(parent, town | {"own": False})["villages"]
        villages.append({"code": code, "name": name, "pinyin": pinyin})
    return list(towns.values())


class PlacePicker(forms.Select):
    """A grouped select; its options are written by one template, so 300 of them cost little."""

    template_name = "needs/doors/_place_picker.html"
    towns: list[dict[str, Any]]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super(forms.Select, self).get_context(name, value, attrs)
        context["towns"] = self.towns
        context["chosen"] = value
        return context

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        return []  # the template writes them


class PlaceField(forms.CharField):
    """The code of a town or village; cleans to its `Place`."""

    widget = PlacePicker
    default_error_messages = {
        "required": _("Choose the village, or at least the town."),
        "unknown": _("Choose a place from the list."),
    }

    def offer(self, paths: list[str] | None = None) -> None:
        """Offer the places below `paths`, or every town and village."""
        self.paths = paths
        self.towns = self.widget.towns = towns_with_villages(paths)

    @property
    def codes(self) -> list[str]:
        """Every code that may be chosen."""
        towns = [town["code"] for town in self.towns if town["own"]]
        return towns + [village["code"] for town in self.towns for village in town["villages"]]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if str(value) not in self.codes:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return Place.objects.select_related("parent").get(code=value)
