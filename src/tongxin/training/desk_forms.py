"""What is filled in at the desk of training."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.models import Place, ServiceClass
from tongxin.places.queries import under_any
from tongxin.web.widgets import DayInput

from .models import Course, Module
from .models.course import POST_KINDS

LOCAL = "%Y-%m-%dT%H:%M"
FAR = timedelta(days=365)
MOST_PEOPLE = 500  # in one form


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a course says, and how it is passed."""

    class Meta:
        model = Course
        fields = ("title", "title_en", "summary", "level", "proof", "pass_mark", "asked",
                  "attempts", "wait_hours", "minutes")  # fmt: skip
        labels = {
            "title": _("Title"), "title_en": _("Title in English"),
            "summary": _("In one sentence"), "level": _("For whom"), "proof": _("Passed by"),
            "pass_mark": _("Percent right for a pass"), "asked": _("Questions asked"),
            "attempts": _("Attempts"), "wait_hours": _("… within so many hours"),
            "minutes": _("Minutes for an attempt"),
        }  # fmt: skip


class NewCourseForm(CourseForm):
    """A new course, and the module it leads to."""

    code = forms.SlugField(label=_("Code in the address"), max_length=32)
    module = forms.ModelChoiceField(label=_("Leads to the pass of"), queryset=Module.objects.all())

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Course.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a course with this code."))
        return code


class LessonForm(forms.Form):
    """One lesson."""

    title = forms.CharField(label=_("Title"), max_length=80)
    body = forms.CharField(
        label=_("Text"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A line that begins with # is a heading, one with - a point."),
    )  # fmt: skip
    source = forms.CharField(label=_("Where it is said officially"), max_length=300, required=False)


class QuestionForm(forms.Form):
    """One question of the bank."""

    text = forms.CharField(label=_("Question"), max_length=300)
    options = forms.CharField(
        label=_("Options, one a line"), max_length=1200, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Put * before each right one."),
    )  # fmt: skip
    because = forms.CharField(label=_("Told with the result"), max_length=300, required=False)

    def parts(self) -> dict[str, Any]:
        """Return what `add_question` takes."""
        lines = [one.strip() for one in self.cleaned_data["options"].splitlines() if one.strip()]
        return {
            "text": self.cleaned_data["text"],
            "because": self.cleaned_data["because"],
            "options": [line.removeprefix("*").strip() for line in lines],
            "right": [n for n, line in enumerate(lines) if line.startswith("*")],
        }


class VideoForm(forms.Form):
    """A video for a lesson."""

    video = forms.FileField(label=_("Video (MP4)"))


class SheetForm(forms.Form):
    """A sheet to take along."""

    title = forms.CharField(label=_("Title"), max_length=80)
    file = forms.FileField(label=_("PDF or picture"))


class TermsForm(forms.Form):
    """How long a pass of a module counts."""

    valid_months = forms.IntegerField(
        label=_("A pass counts for so many months"), min_value=1, max_value=120, required=False,
        help_text=_("Empty: without end."),
    )  # fmt: skip
    renew_days = forms.IntegerField(
        label=_("May be renewed so many days before it ends"), min_value=1, max_value=180,
        help_text=_("The holder is warned then."),
    )  # fmt: skip


class NeedForm(forms.Form):
    """Who needs a module."""

    service_class = forms.ModelChoiceField(
        ServiceClass.objects.all(), label=_("Service class"), required=False,
        empty_label=_("every class"),
    )  # fmt: skip
    post_kind = forms.ChoiceField(
        label=_("Kind of post"), required=False,
        choices=[("", _("every kind")), *POST_KINDS.items()],
        help_text=_("Every class and every kind: everybody who stands anywhere."),
    )  # fmt: skip


class ChangedBatchForm(forms.Form):
    """When and where a batch is given, and for how many."""

    venue = forms.CharField(label=_("Room"), max_length=80, required=False)
    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", help_text=_("Of an online batch")
    )
    starts_at = forms.DateTimeField(
        label=_("Starts"), input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=480, initial=90)
    capacity = forms.IntegerField(
        label=_("Places in this batch"), min_value=1, max_value=5000, initial=30
    )

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if not timezone.now() <= moment <= timezone.now() + FAR:
            raise forms.ValidationError(_("Choose a time within the coming year."))
        return moment


class BatchForm(ChangedBatchForm):
    """A course at a time and a place."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    at = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), to_field_name="code"
    )

    field_order = ("course", "at")

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        there = under_any(by.paths_where("batch.manage"))
        places = Place.objects.current().filter(there).exclude(level="zone").order_by("path")
        self.fields["at"].queryset = places  # type: ignore[attr-defined]
        self.fields["course"].queryset = Course.objects.open()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why: told to those concerned."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PhonesForm(forms.Form):
    """People, by their phones."""

    phones = forms.CharField(
        label=_("Phones, one a line"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "inputmode": "tel"}),
    )  # fmt: skip

    unknown: list[str]

    def people(self) -> list[Person]:
        """Return whose phones these are; the others stand in `unknown`."""
        found: dict[int, Person] = {}
        self.unknown = []
        for typed in self.cleaned_data["phones"].split()[:MOST_PEOPLE]:
            try:
                phone = normalise_phone(typed)
            except BadPhone:
                phone = ""
            person = Person.objects.with_phone(phone).first() if phone else None
            if person is None:
                self.unknown.append(typed)
            else:
                found[person.pk] = person
        return list(found.values())


class PassesForm(PhonesForm):
    """Passes entered from a record."""

    module = forms.ModelChoiceField(label=_("Module"), queryset=Module.objects.all())
    evidence = forms.CharField(
        label=_("From which record"), max_length=200, help_text=_("Sheet, page, system, diploma")
    )
    day = forms.DateField(
        label=_("Earned on"), required=False, widget=DayInput(),
        help_text=_("Empty: today"),
    )  # fmt: skip

    field_order = ("module", "evidence", "day", "phones")

    def since(self) -> datetime | None:
        """Return the beginning of the day it was earned."""
        day: date | None = self.cleaned_data["day"]
        if day is None:
            return None
        return datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())
