"""Who is wanted in each shift of a post: roles, with qualifications, kept for a team or not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Team
from tongxin.volunteers.models import QualificationKind

from .models import Part

MORE = 3  # roles beside the first, on the page that makes a post


class PartForm(forms.Form):
    """A role of a post."""

    name = forms.CharField(label=_("Role"), max_length=40)
    minimum = forms.IntegerField(label=_("It works with"), min_value=0, max_value=5000)
    maximum = forms.IntegerField(label=_("People in each shift"), min_value=1, max_value=5000)
    qualification = forms.ModelChoiceField(
        label=_("With the qualification"), queryset=QualificationKind.objects.none(),
        required=False,
    )  # fmt: skip
    team = forms.ModelChoiceField(
        label=_("Kept for the team"), queryset=Team.objects.none(), required=False
    )
    whole_team = forms.BooleanField(label=_("Its leader brings them"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = QualificationKind.objects.filter(retired_at=None)
        self.fields["qualification"].queryset = kinds  # type: ignore[attr-defined]
        teams = Team.objects.filter(retired_at=None)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]

    @classmethod
    def of(cls, part: Part) -> "PartForm":
        """Return the form of a role there is."""
        said = {name: getattr(part, name) for name in cls.base_fields}
        return cls(initial=said)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("minimum") or 0) > (cleaned.get("maximum") or 0):
            self.add_error("minimum", _("Not more than there are places."))
        return cleaned


MoreRoles = forms.formset_factory(PartForm, extra=MORE, max_num=MORE)


def said_in(roles: Any) -> list[dict[str, Any]]:
    """Return the roles that were filled in; the empty ones are none."""
    return [form.cleaned_data for form in roles if form.has_changed()]
