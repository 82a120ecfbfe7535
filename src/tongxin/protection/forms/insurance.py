"""Forms of the insurance desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person
from tongxin.web.widgets import DayInput

from ..models import Policy

MOST_LETTERS = 200_000  # about ten thousand people; for everybody there is the register's scope


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput())


class PolicyForm(forms.Form):
    insurer = forms.CharField(label=_("Insurer"), max_length=80)
    number = forms.CharField(label=_("Policy number"), max_length=60)
    scope = forms.ChoiceField(label=_("Whom it covers"), choices=Policy.Scope.choices)
    place = PlaceField(label=_("Where it holds"))
    since = day_field(_("From"))
    until = day_field(_("To the end of"))
    yuan = forms.IntegerField(
        label=_("Insured sum for a person, in yuan"), required=False, min_value=0,
        max_value=100_000_000,
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("insurance.manage")  # type: ignore[attr-defined]


class ListForm(forms.Form):
    people = forms.CharField(
        label=_("Volunteer numbers or identity numbers"), max_length=MOST_LETTERS,
        help_text=_("One a line; paste a column of a spreadsheet. Twice is once."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, XLS or CSV with a column of volunteer numbers or identity numbers. With a column"
            " of names, a line whose name differs is refused."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt,.tsv"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)
