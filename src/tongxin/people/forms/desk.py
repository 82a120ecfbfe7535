"""Forms of the desk: people, grants, teams, units, keys, texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.places.models import Place, Platform
from tongxin.web.widgets import DayInput

from ..models import ConsentText, Membership, Person, Unit
from ..powers import POWERS, roles
from .fields import PlaceField


class RevealForm(forms.Form):
    field = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("name", _("full name")),
            ("phone", _("phone")),
            ("identity", _("identity number")),
            ("birth_date", _("date of birth")),
        ],
    )
    reason = forms.CharField(
        label=_("Why you need to see it"),
        max_length=200,
        help_text=_("It is written in the journal."),
    )


class CorrectionForm(forms.Form):
    """What an officer corrects for somebody."""

    name = forms.CharField(label=_("Name"), max_length=60)
    home = PlaceField(label=_("Where they live"), required=False)
    phone = forms.CharField(
        label=_("New phone"),
        max_length=40,
        required=False,
        help_text=_("Leave empty to keep the old one. A landline needs its area code."),
    )
    identity = forms.CharField(
        label=_("Resident identity number"), max_length=24, required=False,
        help_text=_("Leave empty to keep what is there."),
    )  # fmt: skip


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    place = PlaceField(label=_("At"))
    until = forms.DateField(
        label=_("Until (end of the day)"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = by.powers_anywhere()
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, label) for role, label in roles() if POWERS[role] <= held
        ]
        self.fields["place"].within = by.paths_where("grant.give")  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    platform = forms.ModelChoiceField(
        Platform.objects.all(), label=_("Platform"), required=False, empty_label=_("hands")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.filter(retired_at=None), label=_("Unit"), required=False, empty_label="—"
    )
    introduction = forms.CharField(
        label=_("What the team does"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


MOST_SENT = 500  # people of a team at one time


class CapacityForm(forms.Form):
    """How many people a team can send at one time."""

    people = forms.IntegerField(
        label=_("People at one time"), required=False, min_value=1, max_value=MOST_SENT,
        help_text=_("Empty: as many as come. No more places are held for the team than that."),
    )  # fmt: skip


class NewTeamForm(TeamForm):
    field_order = ["name", "name_en", "place"]
    place = PlaceField(label=_("At"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("team.manage")  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """A member by user name or phone."""

    who = forms.CharField(label=_("User name or phone"), max_length=60)
    role = forms.ChoiceField(label=_("As"), choices=Membership.Role.choices, initial="member")


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name of the unit"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    code = forms.CharField(
        label=_("Unified social credit code"), max_length=24, required=False,
        help_text=_("18 characters, on the certificate."),
    )  # fmt: skip
    place = PlaceField(label=_("At"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("unit.manage")  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    label = forms.CharField(
        label=_("What the key is for"), max_length=60, help_text=_("For example: FixMyStreet.")
    )
    username = forms.CharField(
        label=_("Acts as (user name)"),
        max_length=60,
        help_text=_("It can never do more than they may."),
    )
    powers = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, *args: Any, powers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["powers"].choices = [(power, power) for power in powers]  # type: ignore[attr-defined]


class TextForm(forms.ModelForm[ConsentText]):
    class Meta:
        model = ConsentText
        fields = [
            "purpose", "title", "title_en", "data", "data_en", "text", "text_en", "is_required",
        ]  # fmt: skip


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name, user name, phone or identity number"), required=False)
    place = PlaceField(label=_("Place"), required=False)

    def place_chosen(self) -> Place | None:
        return self.cleaned_data.get("place") if self.is_valid() else None
