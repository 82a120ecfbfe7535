"""What teams and institutes fill in at the desk."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.models import Place, Platform
from tongxin.places.queries import under_any
from tongxin.web.widgets import DayInput

from .models import Service

LOCAL = "%Y-%m-%dT%H:%M"
FAR = timedelta(days=730)  # nothing is planned further ahead
LONGEST = timedelta(days=1)  # of one session


def _must_come(moment: datetime) -> datetime:
    """Refuse a time that has passed, or is years away: a slip of the finger."""
    if moment < timezone.now():
        raise forms.ValidationError(_("That time has passed."))
    if moment > timezone.now() + FAR:
        raise forms.ValidationError(_("That is more than two years away."))
    return moment


class Moment(forms.DateTimeField):
    """A day and an hour, chosen in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"], **options)


def teams_of(person: Person) -> Any:
    """Return the teams the person may compose for."""
    there = under_any(person.paths_where("service.compose"), "place__path")
    own = Team.objects.filter(pk__in=person.teams_led)
    return (own | Team.objects.filter(there)).filter(retired_at=None).select_related("platform")


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Compose a service (制单)."""

    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https",
        help_text=_("Of the video or the live room"),
    )  # fmt: skip

    class Meta:
        model = Service
        fields = ("team", "platform", "title", "mode", "summary", "body", "link", "places",
                  "capacity", "valid_until")  # fmt: skip
        labels = {
            "team": _("Team"), "platform": _("Platform"), "title": _("Title"), "mode": _("Mode"),
            "summary": _("In one sentence"), "body": _("What one gets"),
            "places": _("Where it is offered"), "capacity": _("Seats of a session"),
            "valid_until": _("Offered until"),
        }  # fmt: skip
        help_texts = {
            "valid_until": _("Empty: until you end it"),
        }
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "valid_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        }

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams_of(by)  # type: ignore[attr-defined]
        self.fields["platform"].queryset = Platform.objects.all()  # type: ignore[attr-defined]
        offered = Place.objects.current().exclude(level__in=["point", "zone", "station"])
        self.fields["places"].queryset = offered  # type: ignore[attr-defined]
        self.fields["capacity"].min_value = 1  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """Return what the actions take."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def clean_valid_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["valid_until"]
        if until is not None:
            _must_come(until)
        return until

    def clean_capacity(self) -> int:
        seats = int(self.cleaned_data["capacity"])
        if not 1 <= seats <= 5000:
            raise forms.ValidationError(_("Between 1 and 5000."))
        return seats


class SessionForm(forms.Form):
    """A time and a place."""

    at = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), to_field_name="code"
    )
    venue = forms.CharField(label=_("Room"), max_length=80, required=False)
    starts_at = Moment(label=_("Starts"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=720, initial=90)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=5000)
    repeat = forms.IntegerField(
        label=_("Weeks"), min_value=1, max_value=26, initial=1,
        help_text=_("More than one repeats it every week"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = Place.objects.current().exclude(level="zone").order_by("path")
        self.fields["at"].queryset = places  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        return _must_come(self.cleaned_data["starts_at"])

    def times(self) -> list[tuple[datetime, datetime]]:
        """Return (start, end) of each repetition, at the same local hour every week."""
        first = timezone.localtime(self.cleaned_data["starts_at"]).replace(tzinfo=None)
        length = timedelta(minutes=self.cleaned_data["minutes"])
        zone = timezone.get_current_timezone()
        starts = [
            (first + timedelta(weeks=week)).replace(tzinfo=zone)
            for week in range(self.cleaned_data["repeat"])
        ]
        return [(start, start + length) for start in starts]


class ChangeSessionForm(forms.Form):
    """Another time, room or number of seats."""

    venue = forms.CharField(label=_("Room"), max_length=80, required=False)
    starts_at = Moment(label=_("Starts"))
    ends_at = Moment(label=_("Ends"))
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=5000)

    def clean_starts_at(self) -> datetime:
        return _must_come(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> datetime:
        ends_at = _must_come(self.cleaned_data["ends_at"])
        starts_at = self.cleaned_data.get("starts_at")
        if starts_at and not starts_at < ends_at <= starts_at + LONGEST:
            raise forms.ValidationError(_("It ends after it starts, within a day."))
        return ends_at


class GuestForm(forms.Form):
    """Book for an elder, or for somebody on the phone."""

    guest_name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, help_text=_("Empty: print the code"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=6, initial=1)
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        try:
            return normalise_phone(phone, landline=True) if phone else ""
        except BadPhone as error:
            raise forms.ValidationError(str(error)) from error


class ReasonForm(forms.Form):
    """Why: told to those concerned."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class EditionForm(forms.Form):
    """Plan a platform's menu of a day."""

    platform = forms.ModelChoiceField(label=_("Platform"), queryset=Platform.objects.all())
    day = forms.DateField(label=_("Day"), widget=DayInput())
    publish_at = Moment(label=_("Comes out at"))
    words = forms.CharField(label=_("A line of greeting"), max_length=200, required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 0 <= (day - timezone.localdate()).days <= FAR.days:
            raise forms.ValidationError(_("Choose today or a day to come."))
        return day

    def clean_publish_at(self) -> datetime:
        publish_at: datetime = self.cleaned_data["publish_at"]
        day = self.cleaned_data.get("day")
        if day and timezone.localdate(publish_at) > day:
            raise forms.ValidationError(_("It comes out on its day at the latest."))
        return publish_at
