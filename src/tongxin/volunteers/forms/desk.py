"""What the desk of the register asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import ServiceClass
from tongxin.web.widgets import DayInput

from .. import skills, weeks
from ..duplicates import Pair
from ..finding import AGES
from ..models import QualificationKind, Volunteer

STATES = [
    (state.value, state.label) for state in Volunteer.State if state != Volunteer.State.MERGED
]


ALWAYS_SHOWN = {"state", "prefers"}


class FilterForm(forms.Form):
    """Narrow the register."""

    q = forms.CharField(label=_("Name, number, phone or identity number"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", "—"), *STATES])
    prefers = forms.ChoiceField(label=_("Likes to do"), required=False)
    skill = forms.ChoiceField(label=_("Good at"), required=False)
    kind = forms.ChoiceField(label=_("Verified certificate"), required=False)
    language = forms.ChoiceField(label=_("Speaks"), required=False)
    part = forms.ChoiceField(label=_("Has time"), required=False)
    age = forms.ChoiceField(
        label=_("Age"), required=False,
        choices=[("", "—"), *((code, name) for code, (name, *_years) in AGES.items())],
    )  # fmt: skip

    def __init__(self, *args: Any, paths: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = paths  # type: ignore[attr-defined]
        self.classes = list(ServiceClass.objects.all())
        self._offer("prefers", [(one.pk, one.label) for one in self.classes])
        self._offer("skill", skills.choices("skills"))
        self._offer("language", skills.choices("languages"))
        self._offer("kind", [(one.pk, one.label) for one in QualificationKind.objects.all()])
        parts = [
            (str(day * weeks.PARTS + part), f"{day_name} {part_name}")
            for day, day_name in enumerate(weeks.DAY_NAMES)
            for part, part_name in enumerate(weeks.PART_NAMES)
        ]
        self._offer("part", parts)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def selects(self) -> list[dict[str, Any]]:
        """Return the selects as a template writes them at once: name, label, options, chosen."""
        found = []
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                chosen = str(self[name].value() or "")
                choices: Any = field.choices
                options = [(value, label, str(value) == chosen) for value, label in choices]
                found.append({"name": name, "label": field.label, "options": options,
                              "is_first": name in ALWAYS_SHOWN})  # fmt: skip
        return found

    @property
    def is_narrow(self) -> bool:
        """Whether one of the filters is chosen that are folded away."""
        folded = set(self.fields) - ALWAYS_SHOWN - {"q", "place"}
        return any(self.data.get(name) for name in folded)


class InvitationForm(forms.Form):
    """Somebody to be invited."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Mobile number"), max_length=40,
        help_text=_("They get a message, and are volunteers once they have confirmed."),
    )  # fmt: skip
    home = PlaceField(label=_("Where they live"))
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("For the team"), required=False, empty_label="—"
    )
    unit = forms.ModelChoiceField(
        Unit.objects.filter(retired_at=None), label=_("Of the unit"), required=False,
        empty_label="—",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.managed_by(by).current()
        if not by.paths_where("volunteer.invite"):  # a leader invites for the team
            teams.required, teams.empty_label = True, None


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The volunteer reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until (included)"), required=False,
        widget=DayInput(),
        help_text=_("Empty: until somebody lifts it."),
    )  # fmt: skip


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=300)


class VerificationForm(forms.Form):
    expires_on = forms.DateField(label=_("Good until"), required=False, widget=DayInput())


class MergeForm(forms.Form):
    """Which of two entries stays, and how one knows that they are one human."""

    kept = forms.ChoiceField(label=_("The entry that stays"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("How you know"), max_length=200,
        help_text=_("For example: seen together with the identity card at the station."),
    )  # fmt: skip

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kept"]
        field.choices = [(str(one.pk), one.number) for one in (pair.kept, pair.gone)]
        field.initial = str(pair.kept.pk)
