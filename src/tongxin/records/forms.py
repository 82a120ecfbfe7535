"""Forms of one's own hours and of the desk of records."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person
from tongxin.places.models import ServiceClass
from tongxin.web.widgets import DayInput

from .actions import Times, Told
from .models import Credit, Evaluation


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = DayInput()
    return forms.DateField(label=label, widget=widget, **kwargs)


def moment_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **kwargs)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("What is wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class MakeUpForm(forms.Form):
    """Hours served without check-in; the desk's form names the volunteer too."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("What was it"), max_length=120)
    place = PlaceField(label=_("Where"))
    service_class = forms.ModelChoiceField(
        ServiceClass.objects.all(), label=_("Kind of service"), required=False
    )
    content = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    client = forms.CharField(label=_("Who was served"), max_length=120, required=False)
    starts_at = moment_field(_("Began"))
    ends_at = moment_field(_("Ended"))
    pauses = forms.IntegerField(
        label=_("Of it meals and rest, in minutes"), min_value=0, max_value=720, required=False
    )
    proof_words = forms.CharField(
        label=_("Who saw it, or which list shows it"), max_length=500, required=False
    )
    proof = forms.FileField(
        label=_("A picture or PDF of that"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("uid", uuid4())
        super().__init__(*args, **kwargs)

    def told(self) -> Told:
        """Return what was told, for the action."""
        said = dict(self.cleaned_data)
        lasted: timedelta = said["ends_at"] - said["starts_at"]
        said["minutes"] = int(lasted / timedelta(minutes=1)) - (said.pop("pauses") or 0)
        kind = said.pop("service_class")
        for name in ("proof", "volunteer"):
            said.pop(name, None)
        return Told(**said, service_class=kind.pk if kind else "")


class DeskMakeUpForm(MakeUpForm):
    volunteer = forms.CharField(label=_("Volunteer number"), max_length=20)
    field_order = ["uid", "volunteer"]

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["place"].within = by.paths_where("hours.enter")  # type: ignore[attr-defined]

    def clean_volunteer(self) -> Person:
        number = self.cleaned_data["volunteer"].strip().upper()
        found: Person | None = Person.objects.filter(
            volunteer__number=number, closed_at=None
        ).select_related("home").first()  # fmt: skip
        if found is None or not self.by.may("hours.enter", at=found.seat):
            raise forms.ValidationError(_("No volunteer of your places has this number."))
        return found


class TimesForm(forms.Form):
    """When somebody came and left after all."""

    came_at = moment_field(_("Came"))
    left_at = moment_field(_("Left"))
    pauses_minutes = forms.IntegerField(label=_("Pauses, in minutes"), min_value=0, max_value=720)
    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, line: Credit, **kwargs: Any) -> None:
        kwargs.setdefault("initial", times_of(line))
        super().__init__(*args, **kwargs)

    def times(self) -> Times:
        data = self.cleaned_data
        return Times(data["came_at"], data["left_at"], data["pauses_minutes"])


class AnswerForm(forms.Form):
    """Answer a dispute; with other times the line is put right."""

    answer = forms.CharField(
        label=_("Answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    upheld = forms.BooleanField(
        label=_("The volunteer is right: put these times in the ledger"), required=False
    )
    came_at = moment_field(_("Came"), required=False)
    left_at = moment_field(_("Left"), required=False)
    pauses_minutes = forms.IntegerField(
        label=_("Pauses, in minutes"), min_value=0, max_value=720, required=False
    )

    def __init__(self, *args: Any, line: Credit, **kwargs: Any) -> None:
        kwargs.setdefault("initial", times_of(line))
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("upheld") and not (data.get("came_at") and data.get("left_at")):
            raise forms.ValidationError(_("Say when the volunteer came and left."))
        return data

    def times(self) -> Times | None:
        data = self.cleaned_data
        if not data["upheld"]:
            return None
        return Times(data["came_at"], data["left_at"], data["pauses_minutes"] or 0)


def times_of(line: Credit) -> dict[str, Any]:
    """Return the times a line holds, as a form shows them."""
    return {
        "came_at": _local(line.came_at), "left_at": _local(line.left_at),
        "pauses_minutes": line.pauses_minutes,
    }  # fmt: skip


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)


class EvaluationForm(forms.Form):
    grade = forms.ChoiceField(label=_("How it was done"), choices=Evaluation.Grade.choices)
    words = forms.CharField(label=_("In a sentence"), max_length=300, required=False)


class SettleForm(forms.Form):
    answer = forms.CharField(label=_("What I found"), max_length=300)
    wrong = forms.BooleanField(label=_("Something is wrong"), required=False)


class CertificateForm(forms.Form):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    since = day_field(_("First day"))
    until = day_field(_("Last day"))
    purpose = forms.CharField(
        label=_("Purpose"), max_length=120, required=False,
        help_text=_("Printed on the certificate, for example: for school."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        usual = {"uid": uuid4(), "since": today.replace(month=1, day=1), "until": today}
        kwargs.setdefault("initial", usual)
        super().__init__(*args, **kwargs)


class RewardForm(forms.Form):
    title = forms.CharField(label=_("Reward"), max_length=80)
    place = PlaceField(label=_("Where it is fetched"))
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=1_000_000)
    count = forms.IntegerField(label=_("How many there are"), min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("reward.manage")  # type: ignore[attr-defined]


class StockForm(forms.Form):
    count = forms.IntegerField(label=_("How many there are"), min_value=0, max_value=1_000_000)


class IssuerForm(forms.Form):
    place = PlaceField(label=_("For volunteers of"))
    organisation = forms.CharField(label=_("Organisation"), max_length=80)
    principal = forms.CharField(label=_("Principal"), max_length=60)
    contact = forms.CharField(
        label=_("Contact"), max_length=80, help_text=_("Telephone or address of the office")
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("issuer.manage")  # type: ignore[attr-defined]


class LinesForm(forms.Form):
    """Which lines the desk looks at, or takes out."""

    q = forms.CharField(label=_("Volunteer number or name"), max_length=60, required=False)
    place = PlaceField(required=False, help_text="")
    since = day_field(_("First day"), required=False)
    until = day_field(_("Last day"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[("", _("All")), ("verified", _("verified")), ("made_up", _("made up"))],
    )  # fmt: skip
