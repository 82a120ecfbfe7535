"""Forms of “My data”."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongxin.web.widgets import DayInput

from ..models import Guardianship
from .fields import PlaceField


class DataForm(forms.Form):
    """What one corrects oneself."""

    name = forms.CharField(label=_("Name"), max_length=60)
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=30,
        required=False,
        help_text=_("Shown in public instead of 陈**."),
    )
    home = PlaceField(label=_("Where you live"), required=False)
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)


class IdentityForm(forms.Form):
    number = forms.CharField(
        label=_("Resident identity number"),
        max_length=24,
        help_text=_("Only for volunteers who need insurance or a certificate. It is kept sealed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ChildForm(forms.Form):
    """A child in one's care."""

    name = forms.CharField(label=_("Name of the child"), max_length=60)
    birth_date = forms.DateField(label=_("Date of birth"), widget=DayInput())
    relation = forms.ChoiceField(
        label=_("You are the child's"),
        choices=Guardianship.Relation.choices,
        widget=forms.RadioSelect,
    )
    username = forms.RegexField(
        r"^[a-z][a-z0-9-]{2,29}$",
        label=_("User name to log in with"),
        help_text=_("3 to 30 small letters, digits or “-”."),
        error_messages={"invalid": _("3 to 30 small letters, digits or “-”, a letter first.")},
    )
    password = forms.CharField(
        label=_("Password"),
        min_length=8,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    agree = forms.BooleanField(label=_("I am the guardian, have read the text, and agree"))


class GuardianForm(forms.Form):
    """Whom a minor asks."""

    phone = forms.CharField(label=_("Mobile number of your guardian"), max_length=40)
    relation = forms.ChoiceField(
        label=_("This is your"), choices=Guardianship.Relation.choices, widget=forms.RadioSelect
    )


class ClosingForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, close my account"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = True
