"""What people fill in at the door."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person

from .times import BOUNDS, Times


class CodeForm(forms.Form):
    """Six digits, or a scanned ticket; where the phone is, if it may say so."""

    code = forms.CharField(
        label=_("The six digits at the door"), max_length=12, required=False,
        widget=forms.TextInput(attrs={
            "inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*",
        }),
    )  # fmt: skip
    ticket = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(
        min_value=-90, max_value=90, required=False, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        min_value=-180, max_value=180, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not (self.data.get("ticket") or self.initial.get("ticket"))

    @property
    def point(self) -> tuple[float, float] | None:
        """Return (latitude, longitude) in degrees; None: not said."""
        said = self.cleaned_data
        if said["latitude"] is None or said["longitude"] is None:
            return None
        return said["latitude"], said["longitude"]


class OutForm(CodeForm):
    pauses_minutes = forms.IntegerField(
        label=_("Minutes of pauses and meals"), min_value=0, max_value=600, required=False
    )


class RollForm(forms.Form):
    """One line of a roll, called now or when there was no network."""

    enrolment = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    said = forms.ChoiceField(choices=[("in", ""), ("out", "")])
    said_at = forms.CharField(required=False, max_length=40)
    vouched = forms.BooleanField(required=False)
    pauses_minutes = forms.IntegerField(min_value=0, max_value=600, required=False)
    client_key = forms.RegexField(r"^[\x21-\x7e]*$", max_length=40, required=False)

    def clean_said_at(self) -> datetime | None:
        """The moment in ISO 8601 with its offset, as a script writes it; else none."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["said_at"])
        except ValueError:
            return None
        return moment if moment.tzinfo else None


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("In your words"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class UnwellForm(forms.Form):
    what = forms.CharField(
        label=_("What is it? Only those who look after your health read it."), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class HandoverForm(forms.Form):
    words = forms.CharField(
        label=_("What should the next shift know?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NumberForm(forms.Form):
    """Who stands before a station's screen."""

    number = forms.CharField(label=_("Volunteer's number"), max_length=24)
    tail = forms.RegexField(
        r"^\d{4}$", label=_("Last four digits of the phone"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )  # fmt: skip


class ScreenForm(forms.Form):
    name = forms.CharField(label=_("Where the screen stands"), max_length=40)
    place = PlaceField(label=_("Whose shifts it shows"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("screen.manage")  # type: ignore[attr-defined]


LABELS = {
    "opens_minutes": _("The door opens before the start, in minutes"),
    "code_seconds": _("A code is shown for so many seconds"),
    "late_minutes": _("Late after the start, in minutes"),
    "absent_minutes": _("A no-show after the start, in minutes"),
    "forgotten_minutes": _("Closed after the end when nobody checked out, in minutes"),
    "near_metres": _("Farther from the post is flagged, in metres"),
    "device_people": _("People who may check in with one phone in half a day"),
    "absence_days": _("A no-show is forgotten after so many days"),
}


class TimesForm(forms.Form):
    """When the door opens and who counts as late."""

    def __init__(self, *args: Any, now: Times, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": now.stored()})
        for name, (least, most) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=least, max_value=most,
                help_text=_("Between %(least)s and %(most)s.") % {"least": least, "most": most},
            )  # fmt: skip

    def times(self) -> Times:
        return Times(**self.cleaned_data)
