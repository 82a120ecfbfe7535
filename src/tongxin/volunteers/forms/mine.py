"""What a volunteer fills in: joining in under a minute, then what they offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person
from tongxin.places.models import ServiceClass
from tongxin.web.widgets import DayInput

from .. import skills, weeks
from ..actions import Offer
from ..models import QualificationKind, Volunteer
from ..models.volunteer import MOST_REACH_KM, MOST_WEEKLY


class JoinForm(forms.Form):
    """Identity, home, consent: what is known already is not asked again."""

    identity = forms.CharField(
        label=gettext_lazy("Resident identity number"),
        max_length=24,
        help_text=gettext_lazy("Checked at once, kept sealed, shown to nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    home = PlaceField(label=gettext_lazy("Where you live"))
    agree = forms.BooleanField(label=gettext_lazy("I have read the text above and agree"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.identity_index:
            del self.fields["identity"]
        self.fields["home"].initial = person.home


class OfferForm(forms.Form):
    """When, how far, how often, what."""

    parts = forms.MultipleChoiceField(label=gettext_lazy("When you have time"), required=False)
    reach_km = forms.IntegerField(
        label=gettext_lazy("How far you would go, in km"), min_value=1, max_value=MOST_REACH_KM
    )
    weekly_cap = forms.IntegerField(
        label=gettext_lazy("At most so many shifts a week"), min_value=1, max_value=MOST_WEEKLY
    )
    prefers = forms.MultipleChoiceField(
        label=gettext_lazy("What you like to do"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing chosen: you are glad to do anything."),
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("What you are good at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("What you speak"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        initial = {name: getattr(volunteer, name) for name in self.base_fields if name != "parts"}
        bits = range(weeks.DAYS * weeks.PARTS)
        initial["parts"] = [str(n) for n in bits if volunteer.availability >> n & 1]
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        self.volunteer = volunteer
        self._offer("parts", [(str(n), str(n)) for n in bits])
        self._offer("prefers", [(one.pk, one.label) for one in ServiceClass.objects.all()])
        self._offer("skills", skills.choices("skills"))
        self._offer("languages", skills.choices("languages"))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def week(self) -> list[dict[str, Any]]:
        """The table of the week: each day's parts, with their numbers and whether ticked."""
        ticked = set(self["parts"].value() or [])
        return [
            {
                "day": day,
                "parts": [
                    {"n": n, "name": weeks.PART_NAMES[n % weeks.PARTS], "on": str(n) in ticked}
                    for n, _offered in parts
                ],
            }
            for day, parts in weeks.table(0)
        ]

    def clean_parts(self) -> list[str]:
        parts: list[str] = self.cleaned_data["parts"]
        if not parts:
            raise forms.ValidationError(
                _("Choose at least one. To pause for a while, name the days below.")
            )
        return parts

    def offer(self) -> Offer:
        """Return what was chosen; the point stays as it is."""
        chosen, own = self.cleaned_data, self.volunteer
        point = None
        if own.latitude is not None and own.longitude is not None:
            point = (own.latitude, own.longitude)
        return Offer(
            availability=sum(1 << int(n) for n in chosen["parts"]),
            reach_km=chosen["reach_km"], weekly_cap=chosen["weekly_cap"],
            prefers=chosen["prefers"], skills=chosen["skills"], languages=chosen["languages"],
            point=point,
        )  # fmt: skip


class StartForm(forms.Form):
    """A place to set out from, by its name."""

    at = PlaceField(label=gettext_lazy("Or a place"))

    def clean_at(self) -> Any:
        place = self.cleaned_data["at"]
        if place is None or place.latitude is None:
            raise forms.ValidationError(_("Nobody has told where this place lies. Take another."))
        return place

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude of the place named."""
        place = self.cleaned_data["at"]
        return place.latitude, place.longitude


class AwayForm(forms.Form):
    """Days on which one is not to be asked."""

    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("To (included)"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        days: dict[str, Any] = super().clean() or {}
        if days.get("starts_on") and days.get("ends_on") and days["ends_on"] < days["starts_on"]:
            self.add_error("ends_on", _("The last day comes before the first."))
        return days


class EmergencyForm(forms.Form):
    """Whom to call when something happens."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40)
    relation = forms.CharField(
        label=gettext_lazy("Who this is to you"), max_length=30, required=False
    )


class CertificateForm(forms.Form):
    """A certificate, with a picture of it."""

    kind = forms.ModelChoiceField(
        QualificationKind.objects.filter(retired_at=None), label=gettext_lazy("Certificate")
    )
    number = forms.CharField(
        label=gettext_lazy("Its number"), max_length=60, required=False,
        help_text=gettext_lazy("Kept sealed; seen by you and by who verifies it."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=gettext_lazy("Good until"), required=False,
        widget=DayInput(),
    )  # fmt: skip
    proof = forms.FileField(
        label=gettext_lazy("A photo of it"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
