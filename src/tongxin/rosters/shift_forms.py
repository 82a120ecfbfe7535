"""What people fill in about shifts: times, messages, helpers, a team."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team

from .forms import Day, phone_or_empty, teams_led

LOCAL = "%Y-%m-%dT%H:%M"
WEEKDAYS = [(0, _("Mon")), (1, _("Tue")), (2, _("Wed")), (3, _("Thu")), (4, _("Fri")),
            (5, _("Sat")), (6, _("Sun"))]  # fmt: skip


class Moment(forms.DateTimeField):
    """A day and an hour, chosen in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"], **options)


class SeriesForm(forms.Form):
    """Shifts of many days: every day from 8 to 12 and from 12 to 16."""

    first = Day(label=_("First day"))
    last = Day(label=_("Last day"))
    starts = forms.CharField(
        label=_("Begin at"), initial="08:00 12:00",
        help_text=_("Several: with a space between them"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=30, initial=240,
        help_text=_("Four hours at most; longer work is two shifts, one after the other"),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), choices=WEEKDAYS, coerce=int, initial=list(range(7)),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean_starts(self) -> list[str]:
        words = self.cleaned_data["starts"].replace("：", ":").replace("，", " ").split()
        try:
            return [f"{datetime.strptime(word, '%H:%M'):%H:%M}" for word in words]  # noqa: DTZ007
        except ValueError as error:
            raise forms.ValidationError(_("Write hours like 08:00.")) from error

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        first = self.cleaned_data.get("first")
        if first and not first <= last <= first + timedelta(days=184):
            raise forms.ValidationError(
                _("The last day comes after the first, within half a year.")
            )
        return last


class TimesForm(forms.Form):
    """Other times of one shift."""

    starts_at = Moment(label=_("Starts"))
    ends_at = Moment(label=_("Ends"))


class ReasonForm(forms.Form):
    """Why: told to those concerned."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class WordsForm(forms.Form):
    """A message to everybody in a shift."""

    words = forms.CharField(
        label=_("Message"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class HelperForm(forms.Form):
    """A helper without an account."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        return phone_or_empty(self.cleaned_data["phone"])


class Members(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Members of one's own team, by the name the team knows them by."""

    def label_from_instance(self, person: Person) -> str:
        return person.name or person.public_name


class TeamForm(forms.Form):
    """Bring a team: so many heads, or members by name."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    people = Members(
        label=_("Who comes"), queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    heads = forms.IntegerField(
        label=_("And so many whose names follow"), min_value=0, max_value=500, initial=0,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = teams_led(by)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        asked = teams.filter(pk=self.initial.pop("team", None)).first()  # came for this team
        led = [asked] if asked else teams
        members = Person.objects.filter(memberships__team__in=led, closed_at=None).distinct()
        self.fields["people"].queryset = members.order_by("name", "pk")  # type: ignore[attr-defined]
        self.initial["team"] = asked or teams.first()
