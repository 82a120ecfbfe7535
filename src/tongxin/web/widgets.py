"""Parts of forms that look and work the same everywhere."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A day chosen in the browser's own picker, which reads 2020-02-29 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
