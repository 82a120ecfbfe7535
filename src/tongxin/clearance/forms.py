"""The forms of the gates: a response level, and the limits of hours."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person
from tongxin.places.models import ResponseLevel
from tongxin.protection.hours import BOUNDS, Hours


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("Response level"), choices=ResponseLevel.Level.choices, coerce=int
    )
    place = PlaceField(label=_("Where it holds"))
    source = forms.CharField(label=_("By which notice"), max_length=200)
    since = forms.DateTimeField(
        label=_("From (empty: now)"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("level.declare")  # type: ignore[attr-defined]


class HoursForm(forms.Form):
    """How long people stand at most and rest at least."""

    continuous_hours = forms.IntegerField(label=_("At most without a pause, in hours"))
    break_minutes = forms.IntegerField(label=_("A pause has at least, in minutes"))
    daily_hours = forms.IntegerField(label=_("At most a day, in hours"))
    rest_hours = forms.IntegerField(label=_("Rest between two days at least, in hours"))

    def __init__(self, *args: Any, now: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": now.stored()})
        for name, (least, most) in BOUNDS.items():
            field: Any = self.fields[name]
            field.min_value, field.max_value = least, most
            field.widget.attrs |= {"min": least, "max": most}
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.help_text = _("Between %(least)s and %(most)s.") % {"least": least, "most": most}

    def hours(self) -> Hours:
        return Hours(**self.cleaned_data)
