"""What the desk of the register asks."""

from collections.abc import Hashable
from typing import Any

from django import forms
from django.core.cache import caches
from django.utils.translation import get_language
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


FIRST = {"state", "prefers"}  # selects that are always shown; the others are folded away
KEPT_SECONDS = 10  # a new class of work or kind of certificate may be chosen after this
Options = list[tuple[str, str]]
NAMES: dict[str, Any] = {
    "state": _("State"), "prefers": _("Likes to do"), "skill": _("Good at"),
    "kind": _("Verified certificate"), "language": _("Speaks"), "part": _("Has time"),
    "age": _("Age"),
}  # fmt: skip


def _offered() -> dict[str, Options]:
    """Return what each select offers in the reader's language; read anew every few seconds."""
    key = f"volunteers-filters:{get_language()}"
    kept: dict[str, Options] | None = caches["template_fragments"].get(key)
    if kept is None:
        offered: dict[str, Any] = {
            "state": STATES,
            "prefers": [(one.pk, one.label) for one in ServiceClass.objects.all()],
            "skill": skills.choices("skills"),
            "kind": [(one.pk, one.label) for one in QualificationKind.objects.all()],
            "language": skills.choices("languages"),
            "part": [
                (str(day * weeks.PARTS + part), f"{day_name} {part_name}")
                for day, day_name in enumerate(weeks.DAY_NAMES)
                for part, part_name in enumerate(weeks.PART_NAMES)
            ],
            "age": [(code, name) for code, (name, *_years) in AGES.items()],
        }
        kept = {
            name: [("", "—"), *((str(value), str(label)) for value, label in options)]
            for name, options in offered.items()
        }
        caches["template_fragments"].set(key, kept, KEPT_SECONDS)
    return kept


class FilterForm(forms.Form):
    """Narrow the register: by words and place, and by selects whose options are kept."""

    q = forms.CharField(label=_("Name, number, phone or identity number"), required=False)
    place = PlaceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, paths: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = paths  # type: ignore[attr-defined]
        self.offered = _offered()
        self.chosen = {name: self.data.get(name, "") for name in NAMES}
        self.known = {
            name: chosen if any(chosen == value for value, _label in self.offered[name]) else ""
            for name, chosen in self.chosen.items()
        }

    @property
    def class_names(self) -> dict[str, str]:
        """Names of the service classes, by code."""
        return dict(self.offered["prefers"])

    def clean(self) -> dict[str, Any]:
        """Add what the selects say; nothing else than what they offer."""
        for name, chosen in self.chosen.items():
            if chosen != self.known[name]:
                raise forms.ValidationError("")  # shown nowhere: selects offer nothing else
        return (self.cleaned_data or {}) | self.chosen

    def selects(self) -> list[dict[str, Any]]:
        """Return the selects as a template writes them: name, label, options, what is chosen.

        `key` tells apart what would be written differently.
        """
        return [
            {"name": name, "label": NAMES[name], "options": options, "is_first": name in FIRST,
             "chosen": self.known[name], "key": hash(tuple(options))}
            for name, options in self.offered.items()
        ]  # fmt: skip

    def texts(self) -> dict[str, Any]:
        """Return what was written into the form, and what is wrong with it."""
        written = {name: self.data.get(name, "") for name in ("q", "place")}
        return written | {"wrong_place": self.errors.get("place", "")}

    @property
    def shape(self) -> tuple[Hashable, ...]:
        """What two forms have in common that differ in their texts only."""
        options = [tuple(options) for options in self.offered.values()]
        return hash(tuple(options)), *self.known.values()

    @property
    def is_narrow(self) -> bool:
        """Whether one of the filters is chosen that are folded away."""
        return any(self.known[name] for name in NAMES.keys() - FIRST)


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
