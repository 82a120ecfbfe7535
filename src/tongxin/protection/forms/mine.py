"""What a volunteer fills in about themselves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..health import COLDEST, HOTTEST, Answers, symptom_names


class DeclarationForm(forms.Form):
    """How somebody is today: a number, and ticks only where something is wrong."""

    temperature = forms.DecimalField(
        label=_("Temperature just now, in °C"), min_value=COLDEST, max_value=HOTTEST,
        max_digits=3, decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "placeholder": "36.5",
                                        "step": "0.1", "autocomplete": "off"}),
    )  # fmt: skip
    symptoms = forms.MultipleChoiceField(
        label=_("Do you have any of these today?"), required=False,
        help_text=_("Nothing to tick: leave it empty."), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    exposed = forms.BooleanField(
        label=_(
            "In the last 14 days I was with somebody who is ill or suspected to be, or in an area"
            " at risk"
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = list(symptom_names().items())  # type: ignore[attr-defined]

    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(Decimal(said["temperature"]), tuple(said["symptoms"]), said["exposed"])
