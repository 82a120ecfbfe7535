from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.rosters.forms import Day

from .costs import MOST, Costs

DAYS = 7


class PlanForm(forms.Form):
    """Where, which days, and what weighs how much."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"))
    first = Day(label=_("First day"))
    days = forms.IntegerField(label=_("How many days"), min_value=1, max_value=DAYS, initial=DAYS)
    preference = forms.IntegerField(
        label=_("Work they like, metres"), min_value=0, max_value=MOST, required=False,
        help_text=_("So far one would rather go than do work one did not name."),
    )  # fmt: skip
    fairness = forms.IntegerField(
        label=_("Each shift of the last two weeks, metres"), min_value=0, max_value=MOST,
        required=False, help_text=_("The more, the less often the same people are asked."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("A place one cannot do without, metres"), min_value=0, max_value=MOST,
        required=False,
    )  # fmt: skip
    more = forms.IntegerField(
        label=_("A place beyond that, metres"), min_value=0, max_value=MOST, required=False
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        usual = Costs().stored()
        first = {"first": timezone.localdate() + timedelta(days=1), **usual}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["place"]
        choice.queryset = (
            Place.objects.current()
            .filter(under_any(by.paths_where("plan.make")))
            .exclude(level=Place.Level.STATION)
            .order_by("path")
        )
        choice.initial = choice.queryset.first()

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < timezone.localdate():
            raise forms.ValidationError(_("A plan begins today at the earliest."))
        return first

    @property
    def last(self) -> date:
        last: date = self.cleaned_data["first"] + timedelta(days=self.cleaned_data["days"] - 1)
        return last

    @property
    def costs(self) -> Costs:
        return Costs.read(self.cleaned_data)


class OrderForm(forms.Form):
    """An order of the headquarters."""

    unit = forms.ModelChoiceField(
        Unit.objects.filter(retired_at=None), label=_("To the unit"), required=False
    )
    team = forms.ModelChoiceField(
        Team.objects.filter(retired_at=None), label=_("or to the team"), required=False
    )
    hands = forms.IntegerField(label=_("People"), min_value=1, max_value=9999)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))
    across_towns = forms.BooleanField(
        label=_("People of other towns may come too, whatever the response level"), required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("unit")) == bool(said.get("team")):
            raise forms.ValidationError(_("Choose one unit or one team."))
        return said


class AnswerForm(forms.Form):
    """What was done about an order."""

    answer = forms.CharField(label=_("What was done, in a sentence"), max_length=300)
