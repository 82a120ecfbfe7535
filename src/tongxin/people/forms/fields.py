"""Fields several forms share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.places.models import Place, called
from tongxin.places.queries import under_any


class PlaceField(forms.CharField):
    """A place by name, pinyin or code, with suggestions from a list; cleans to a `Place`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Place"))
        kwargs.setdefault("help_text", gettext_lazy("Town or village, for example 龙溪村."))
        super().__init__(max_length=80, **kwargs)
        self.within: list[str] | None = None  # paths the reader may choose from; None: everywhere

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first()
        return value.name if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        words = super().clean(value)
        if not words:
            return None
        exact = [place for place in called(words) if self._is_within(place)]
        named = [place for place in exact if place.name == words]
        found = named or exact or list(self._alike(words)[:2])
        if not found:
            raise ValidationError(_("No place of this name is open to you."))
        if len(found) > 1:
            raise ValidationError(_("Several places are called so. Please give the code."))
        return found[0]

    def _is_within(self, place: Place) -> bool:
        return self.within is None or any(place.path.startswith(path) for path in self.within)

    def _alike(self, words: str) -> "QuerySet[Place]":
        places = Place.objects.current().matching(words)
        return places if self.within is None else places.filter(under_any(self.within))
