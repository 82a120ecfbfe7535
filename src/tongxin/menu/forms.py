"""What people fill in: seats now; composing and planning stand in `desk_forms.py`."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SeatsForm(forms.Form):
    """How many seats; the hidden key makes a form sent twice one booking."""

    seats = forms.TypedChoiceField(
        label=_("Seats"), coerce=int, initial=1,
        choices=[(n, str(n)) for n in range(1, 5)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
