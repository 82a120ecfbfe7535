"""What residents fill in about how it was, and the desk about what will be done."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in_the_readers_language
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from .actions.reviewing import HELPED
from .models import Review


class ReviewForm(forms.Form):
    """Solved or not; stars; what helped; words. Only the first is asked of everybody."""

    solved = forms.ChoiceField(
        label=_("Was it solved?"), choices=Review.Solved.choices, widget=forms.RadioSelect
    )
    stars = forms.TypedChoiceField(
        label=_("How was it?"), coerce=int, empty_value=None, required=False,
        choices=[(n, str(n)) for n in range(1, 6)],
    )  # fmt: skip
    helped = forms.MultipleChoiceField(
        label=_("What helped?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to others after a look by the moderators; please name nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        texts = [(code, now_in_the_readers_language(text)) for code, text in HELPED.items()]
        self.fields["helped"].choices = texts  # type: ignore[attr-defined]


class SuggestionForm(forms.Form):
    """How it could be better."""

    words = forms.CharField(
        label=_("How could it be better?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    at = forms.ModelChoiceField(
        label=_("Town"), queryset=Place.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        towns = Place.objects.current().filter(level__in=["centre", "institute"]).order_by("path")
        self.fields["at"].queryset = towns  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    """Who looks into it."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none())

    def __init__(self, *args: Any, at: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        paths = at.ancestors_paths
        roles = ["director", "officer", "steward"]
        able = Person.objects.filter(grants__role__in=roles, grants__place__path__in=paths)
        self.fields["owner"].queryset = able.distinct()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What will be done."""

    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
