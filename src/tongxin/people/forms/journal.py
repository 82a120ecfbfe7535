from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.journal.sentences import SENTENCES
from tongxin.web.widgets import DayInput

from .fields import PlaceField


class JournalForm(forms.Form):
    """What to look for in the journal."""

    who = forms.CharField(label=_("Who, or about whom"), required=False, max_length=60)
    place = PlaceField(label=_("Place"), required=False)
    verb = forms.ChoiceField(
        label=_("What happened"), required=False, choices=[("", "—"), *SENTENCES.items()]
    )
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())
