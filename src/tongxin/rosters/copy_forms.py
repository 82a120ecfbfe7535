"""What people fill in to make a post once more: at many places, or from a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.places.queries import under_any

from .forms import AnyPlaceField, Day, offer_places
from .models import Template


class SpreadForm(forms.Form):
    """The same post at many places."""

    places = forms.ModelMultipleChoiceField(
        label=_("Places"), queryset=Place.objects.none(), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    below = forms.ModelMultipleChoiceField(
        label=_("Every village and community of"), queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    venue = forms.CharField(label=_("Where exactly, at each"), max_length=80, required=False)

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        there = Place.objects.current().exclude(level__in=["zone", "point", "centre"])
        there = there.filter(under_any(by.paths_where("post.manage"))).order_by("path")
        towns = there.filter(level="institute")
        self.fields["places"].queryset = towns if towns.count() > 1 else there  # type: ignore[attr-defined]
        self.fields["below"].queryset = towns  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, towns = cleaned.get("places") or [], cleaned.pop("below", [])
        villages = Place.objects.current().filter(level="station").filter(
            under_any([town.path for town in towns])
        )  # fmt: skip
        rows = {place.pk: place for place in [*chosen, *(villages if towns else [])]}
        if not rows and not self.errors:
            self.add_error("places", _("Choose at least one place."))
        return cleaned | {"places": list(rows.values())}


class TemplateForm(forms.Form):
    """Make a post from a template."""

    template = forms.ModelChoiceField(
        label=_("Template"), queryset=Template.objects.filter(retired_at=None)
    )
    at = AnyPlaceField(label=_("Where"))
    first = Day(label=_("First day"))
    last = Day(label=_("Last day"))

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_places(self, by, "post.manage")


class NameForm(forms.Form):
    """A name to find something by."""

    name = forms.CharField(label=_("Name"), max_length=60)
