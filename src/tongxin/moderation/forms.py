"""What the desk and authors fill in."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.places.models import Place

from .models import SensitiveWord, Submission

REASONS = Path(__file__).parent / "data" / "reasons.json"
CHOOSE = _("Choose a reason, or write your own")


@cache
def _reasons() -> list[dict[str, str]]:
    loaded: list[dict[str, str]] = json.loads(REASONS.read_text(encoding="utf-8"))
    return loaded


def reason_choices() -> list[tuple[str, Any]]:
    """Return the usual reasons, in the reader's language."""
    language = "en" if get_language() == "en" else "zh"
    return [("", CHOOSE), *((reason[language], reason[language]) for reason in _reasons())]


def town_choices() -> list[tuple[str, Any]]:
    towns = Place.objects.institutes().current()
    return [("", _("All places")), *((town.path, town.label) for town in towns)]


class RefusalForm(forms.Form):
    """Why not: one of the usual reasons, or own words, which win."""

    usual = forms.ChoiceField(label=_("Reason"), required=False)
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=300,
        help_text=_("The author reads this."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].choices = reason_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["reason"] = cleaned.get("words") or cleaned.get("usual") or ""
        if not cleaned["reason"] and not self.errors:
            self.add_error("words", _("Please say why, so that the author can understand it."))
        return cleaned


class QueueFilter(forms.Form):
    """Which part of the queue."""

    q = forms.CharField(required=False, max_length=60)
    kind = forms.ChoiceField(
        required=False, choices=[("", _("All kinds")), *Submission.Kind.choices], label=_("Kind")
    )
    place = forms.ChoiceField(required=False, label=_("Place"))
    severity = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("Found in it"),
        choices=[("", _("All")), *Submission.Severity.choices],
    )  # fmt: skip
    longer_than_hours = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("Waiting"),
        choices=[
            ("", _("All")), (4, _("over 4 hours")), (24, _("over a day")), (72, _("over 3 days")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = town_choices()  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    """Why the author thinks it should be shown."""

    words = forms.CharField(
        label=_("Why should it be shown?"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Somebody other than the first decides. You can ask once."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an appeal, for the author."""

    reason = forms.CharField(
        label=_("Answer to the author"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class WordForm(forms.ModelForm[SensitiveWord]):
    """A word of the city's own list."""

    class Meta:
        model = SensitiveWord
        fields = ["word", "kind", "action"]
        labels = {"word": _("Word"), "kind": _("Kind"), "action": _("What then")}

    def validate_unique(self) -> None:
        """A word that is there already is changed, not refused."""
