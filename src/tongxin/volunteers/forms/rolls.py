"""What is asked when a list of volunteers comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Unit
from tongxin.places.models import Place
from tongxin.places.queries import under_any

from ..models import Roll
from ..rolls.columns import FIELDS


class FileForm(forms.Form):
    """A file, where its people live when it does not say, and whose volunteers they are."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, XLS or CSV. Upload it as it is: columns are found by themselves."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt,.tsv"}),
    )
    place = forms.ModelChoiceField(
        label=_("Where do people live of whom it does not say?"), queryset=Place.objects.none()
    )
    unit = forms.ModelChoiceField(
        Unit.objects.filter(retired_at=None), label=_("Of the unit"), required=False,
        empty_label="—",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = person.paths_where("volunteer.import")
        places = Place.objects.current().filter(under_any(paths)).order_by("path")
        field: Any = self.fields["place"]
        field.queryset, field.initial = places, places.first()


class ColumnsForm(forms.Form):
    """For each thing a line can tell, the column that says it."""

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((str(n), name) for n, name in enumerate(roll.headings))]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label), choices=choices, required=name == "name",
                initial=str(roll.columns.get(name, "")),
            )  # fmt: skip

    def columns(self) -> dict[str, int]:
        """Return {"name": 0, …} as chosen."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}
