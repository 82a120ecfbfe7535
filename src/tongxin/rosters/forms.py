"""What people fill in about requests, posts and shifts."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.needs.models import Urgency
from tongxin.needs.picker import PlaceField
from tongxin.people.models import Person, Team, Unit
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.models import Place, ServiceClass
from tongxin.volunteers.models import QualificationKind
from tongxin.web.widgets import DayInput

from .models import Notice, Post
from .models.request import LEGAL_FIELDS


class Day(forms.DateField):
    """A day, chosen in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = DayInput()
        super().__init__(widget=widget, **options)


class AnyPlaceField(PlaceField):
    """A town, a village, or the whole city for whoever acts for all of it."""

    def offer(self, paths: list[str] | None = None) -> None:
        """Offer the places below `paths`, or every one."""
        super().offer(paths)
        city = Place.objects.filter(parent=None).first()
        if city is not None and (paths is None or city.path in paths):
            whole = {"code": city.code, "name": city.label, "pinyin": "", "villages": [],
                     "own": True}  # fmt: skip
            self.towns = self.widget.towns = [whole, *self.towns]


class UrgencyField(forms.TypedChoiceField):
    """How urgent it is; within a week, when nothing is said."""

    def __init__(self, **options: Any) -> None:
        usual = Urgency.III
        super().__init__(
            label=_("Urgency"), choices=Urgency, coerce=int, required=False, initial=usual,
            empty_value=usual, **options,  # type: ignore[arg-type]  # coerced already
        )  # fmt: skip


class QualificationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A proof that whoever stands there needs; none, when nothing is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            QualificationKind.objects.filter(retired_at=None), label=_("With the qualification"),
            required=False, **options,
        )  # fmt: skip


def phone_or_empty(phone: str) -> str:
    """Return the phone as it is kept; "" for none."""
    try:
        return normalise_phone(phone, landline=True) if phone else ""
    except BadPhone as error:
        raise forms.ValidationError(str(error)) from error


def offer_places(form: forms.BaseForm, person: Person, power: str) -> None:
    """Let "at" choose among the places where the person holds `power`; leaders: everywhere."""
    paths = None if person.teams_led else person.paths_where(power)
    form.fields["at"].offer(paths)  # type: ignore[attr-defined]


def teams_led(person: Person) -> Any:
    """Return the teams the person leads."""
    return Team.objects.filter(pk__in=person.teams_led, retired_at=None).order_by("name")


class RequestForm(forms.Form):
    """Ask for hands (用人需求)."""

    title = forms.CharField(label=_("What for"), max_length=80)
    words = forms.CharField(
        label=_("What is to be done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    at = AnyPlaceField(label=_("Where"))
    service_class = forms.ModelChoiceField(
        label=_("Kind of work"), queryset=ServiceClass.objects.all()
    )
    kind = forms.ChoiceField(label=_("Kind of post"), choices=Post.Kind.choices, required=False)
    qualification = QualificationField()
    hands = forms.IntegerField(label=_("People at a time"), min_value=1, max_value=5000)
    urgency = UrgencyField()
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    unit = forms.ModelChoiceField(
        label=_("For the department"), queryset=Unit.objects.none(), required=False
    )
    team = forms.ModelChoiceField(
        label=_("Led by our team"), queryset=Team.objects.none(), required=False
    )
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(retired_at=None)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams_led(by)  # type: ignore[attr-defined]
        offer_places(self, by, "request.ask")
        if not by.teams_led:
            del self.fields["team"]

    def clean_ends_on(self) -> date:
        last: date = self.cleaned_data["ends_on"]
        first = self.cleaned_data.get("starts_on")
        if last < timezone.localdate() or (first and last < first):
            raise forms.ValidationError(_("Choose days to come, the first before the last."))
        return last


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody does at a place."""

    at = AnyPlaceField(label=_("Where"))
    urgency = UrgencyField()
    contact_phone = forms.CharField(
        label=_("Phone of whoever leads it"), max_length=20, required=False,
        help_text=_("Told to those who joined, and to nobody else"),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("People in each shift"), min_value=1, max_value=5000, initial=2
    )
    least = forms.IntegerField(label=_("It works with"), min_value=0, max_value=5000, initial=1)
    role = forms.CharField(
        label=_("Role"), max_length=40, required=False,
        help_text=_("Empty: volunteer, or the qualification's name"),
    )  # fmt: skip
    qualification = QualificationField()
    kept_for = forms.ModelChoiceField(
        label=_("Kept for the team"), queryset=Team.objects.none(), required=False
    )
    whole_team = forms.BooleanField(label=_("Its leader brings them"), required=False)

    class Meta:
        model = Post
        fields = ("title", "at", "venue", "service_class", "kind", "urgency", "duties", "role",
                  "people", "least", "qualification", "kept_for", "whole_team", "is_risky",
                  "needs_insurance", "is_offline", "risks", "guarantees", "flow", "unit_only",
                  "cancel_hours", "contact_name", "contact_phone")  # fmt: skip
        labels = {
            "title": _("Title"), "venue": _("Where exactly"), "service_class": _("Kind of work"),
            "kind": _("Kind of post"), "urgency": _("Urgency"), "duties": _("What one does"),
            "is_risky": _("Risky: adults only, insured"), "needs_insurance": _("Needs insurance"),
            "is_offline": _("At the place, not by phone or web"), "risks": _("Risks"),
            "guarantees": _("Guarantees"), "flow": _("Who joins is in"),
            "unit_only": _("Only people of the unit"),
            "cancel_hours": _("May leave until so many hours before"),
            "contact_name": _("Who leads it"),
        }  # fmt: skip
        widgets = {
            "duties": forms.Textarea(attrs={"rows": 3}),
            "risks": forms.Textarea(attrs={"rows": 2}),
            "guarantees": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = Team.objects.filter(retired_at=None)
        self.fields["kept_for"].queryset = teams  # type: ignore[attr-defined]
        offer_places(self, by, "post.manage")

    def clean_contact_phone(self) -> str:
        return phone_or_empty(self.cleaned_data["contact_phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("least") or 0) > (cleaned.get("people") or 0):
            self.add_error("least", _("Not more than there are places."))
        return cleaned

    def _post_clean(self) -> None:
        """The action checks the row; the form knows only half of it."""

    def said(self) -> dict[str, Any]:
        """Return the fields of the post."""
        ours = {"at", "role", "people", "least", "qualification", "kept_for", "whole_team",
                "contact_phone"}  # fmt: skip
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}

    def part(self) -> dict[str, Any]:
        """Return its first role."""
        data = self.cleaned_data
        return {
            "name": data["role"] or str(data["qualification"] or _("Volunteer")),
            "minimum": data["least"], "maximum": data["people"],
            "qualification": data["qualification"], "team": data["kept_for"],
            "whole_team": data["whole_team"],
        }  # fmt: skip


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be said better of a post while it is open."""

    contact_phone = forms.CharField(
        label=_("Phone of whoever leads it"), max_length=20, required=False,
        help_text=_("Told to those who joined, and to nobody else"),
    )  # fmt: skip

    class Meta:
        model = Post
        fields = ("title", "urgency", "venue", "duties", "risks", "guarantees", "flow",
                  "cancel_hours", "confirm_minutes", "contact_name")  # fmt: skip
        labels = PostForm.Meta.labels | {"confirm_minutes": _("Minutes to confirm a free place")}
        widgets = PostForm.Meta.widgets

    def clean_contact_phone(self) -> str:
        return phone_or_empty(self.cleaned_data["contact_phone"])

    def _post_clean(self) -> None:
        """The action checks the row."""


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The eight things a recruitment notice says."""

    class Meta:
        model = Notice
        fields = ("title", "when_words", "where_words", "content", "conditions", "number",
                  "joining", "risks", "guarantees")  # fmt: skip
        labels = {
            "title": _("Title"), "when_words": _("When"), "where_words": _("Where"),
            "content": _("What one does"), "conditions": _("Who can join"),
            "number": _("How many are wanted"), "joining": _("How to join"), "risks": _("Risks"),
            "guarantees": _("Guarantees"),
        }  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("content", "conditions", "risks", "guarantees")
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in LEGAL_FIELDS:  # a draft may lack one for now, a published notice never
            self.fields[name].needed_later = True  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row."""


class HookForm(forms.Form):
    """Another system that is told of notices."""

    label = forms.CharField(label=_("What it is"), max_length=60)
    url = forms.URLField(
        label=_("Its address"), max_length=300, assume_scheme="https",
        help_text=_("Begins with https://"),
    )  # fmt: skip
