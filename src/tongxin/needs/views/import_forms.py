"""What is asked when a list comes in: the file, and which column says what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.sheets.cells import text_of
from tongxin.sheets.reading import Sheet

from ..intake.columns import FIELDS, letter
from ..models import Intake

SAMPLE = 24  # characters of the first cell, beside the name of its column


class FileForm(forms.Form):
    """A file, which list it is, and where its rows belong."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, XLS or CSV. Upload it as it is: columns are found by themselves."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt,.tsv"}),
    )
    source = forms.CharField(
        label=_("Which list is it?"),
        max_length=60,
        help_text=_("The name of the message board or table. Numbers are unique within it."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    place = forms.ModelChoiceField(
        label=_("Where do rows belong that name no place?"), queryset=Place.objects.none()
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = person.paths_where("need.import")
        places = Place.objects.current().filter(under_any(paths)).order_by("path")
        field: Any = self.fields["place"]
        field.queryset = places
        field.initial = places.first()


class ColumnsForm(forms.Form):
    """For each thing a need can hold, the column that says it."""

    def __init__(self, *args: Any, intake: Intake, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *_columns(intake, sheet)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label), choices=choices, required=name == "words",
                initial=intake.columns.get(name, ""),
            )  # fmt: skip

    def columns(self) -> dict[str, int]:
        """Return {"words": 4, …} as chosen."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}


def _columns(intake: Intake, sheet: Sheet) -> list[tuple[int, str]]:
    """Return each column as "C · 留言主题 (路灯不亮…)"."""
    named = []
    for place, heading in enumerate(intake.headings):
        cells = (text_of(row[place]) for row in sheet.rows[_first(intake) :] if place < len(row))
        sample = next((cell for cell in cells if cell), "")
        short = sample[:SAMPLE] + ("…" if len(sample) > SAMPLE else "")
        named.append((place, f"{letter(place)} · {heading}" + (f" ({short})" if short else "")))
    return named


def _first(intake: Intake) -> int:
    return int(intake.columns.get("header", -1)) + 1
