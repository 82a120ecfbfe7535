"""Forms of the health desk: cases, accidents, reasons."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.queries import under_any
from tongxin.volunteers.models import Volunteer

from ..actions import Report
from ..models import Accident
from ..rota import Turn


def words(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class VolunteerField(forms.CharField):
    """A volunteer by number, among those at home where the reader looks after them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Volunteer number"))
        super().__init__(max_length=30, **kwargs)
        self.within: list[str] = []

    def clean(self, value: Any) -> Person:
        number = super().clean(value).strip()
        rows = Volunteer.objects.open().filter(
            under_any(self.within, "person__home__path"), number__iexact=number
        )
        row = rows.select_related("person__home").first()
        if row is None:
            raise ValidationError(gettext("This names no volunteer who lives here."))
        found: Person = row.person
        return found


class AboutSomebody(forms.Form):
    """A form about a volunteer; `power`: what the reader needs where they live."""

    power = "health.enter"
    person = VolunteerField()

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].within = by.paths_where(self.power)  # type: ignore[attr-defined]


class CaseForm(AboutSomebody):
    what = words(_("What happened"))


class AccidentForm(AboutSomebody):
    power = "accident.report"
    happened_at = forms.DateTimeField(
        label=_("When it happened"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    gravity = forms.ChoiceField(label=_("How grave"), choices=Accident.Gravity.choices)
    what = words(_("What happened"))
    done = words(_("What was done at once"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = timezone.localtime().strftime("%Y-%m-%dT%H:%M")

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(said["what"], said["done"], said["happened_at"], said["gravity"])


class MyAccidentForm(forms.Form):
    """A volunteer says that they were hurt."""

    client_key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    shift = forms.ChoiceField(label=_("Shift"), required=False)
    happened_at = forms.DateTimeField(
        label=_("When it happened"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    gravity = forms.ChoiceField(label=_("How grave"), choices=Accident.Gravity.choices)
    what = words(_("What happened"))
    done = words(_("What was done at once"))

    def __init__(self, *args: Any, turns: Sequence[Turn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shift"].choices = [  # type: ignore[attr-defined]
            *((turn.occasion.key, turn.occasion.title) for turn in turns), ("", gettext("no shift"))
        ]  # fmt: skip
        self.fields["happened_at"].initial = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        self.fields["client_key"].initial = uuid.uuid4().hex

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(said["what"], said["done"], said["happened_at"], said["gravity"])


class GroundsForm(forms.Form):
    grounds = forms.CharField(
        label=_("On which grounds"), max_length=300,
        help_text=_("For example: recovered for three days; a doctor's paper was seen."),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    outcome = words(_("How it ended"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to see it?"), max_length=200,
        help_text=_("The journal keeps who read it and why."),
    )  # fmt: skip
