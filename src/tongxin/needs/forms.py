"""What each door asks, and what it takes for an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.errors import DomainError
from tongxin.moderation.pictures import reencode
from tongxin.people.models import Person
from tongxin.people.phones import normalise_phone

from .codes import read_sheet
from .models.need import Urgency
from .picker import PlaceField

PICTURES_AT_MOST = 3
WORDS_AT_MOST = 2000
RISKS = [
    ("elder_alone", gettext_lazy("lives alone")),
    ("disability", gettext_lazy("disabled")),
    ("minor", gettext_lazy("a child is concerned")),
    ("isolated", gettext_lazy("isolated at home")),
    ("medical", gettext_lazy("medicine runs out")),
    ("food", gettext_lazy("food runs out")),
]
FOR_WHOM = [
    ("home", gettext_lazy("For me and my home")),
    ("other", gettext_lazy("For somebody else")),
]


class PhoneField(forms.CharField):
    """A Chinese number, cleaned to its digits. `landline` takes those of the house too."""

    def __init__(self, *, landline: bool = False, **parts: Any) -> None:
        self.landline = landline
        attrs = {"inputmode": "tel", "autocomplete": "tel" if not landline else "off"}
        parts.setdefault("widget", forms.TextInput(attrs={"type": "tel", **attrs}))
        super().__init__(max_length=30, **parts)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return normalise_phone(text, landline=self.landline) if text else ""
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Up to three photos; cleans to re-encoded files."""

    def clean(self, data: Any, initial: Any = None) -> list[ContentFile[bytes]]:
        uploads: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        uploads = [upload for upload in uploads if upload]
        if len(uploads) > PICTURES_AT_MOST:
            raise forms.ValidationError(
                _("Three photos at most, please. Everything else you wrote is still here.")
            )
        try:
            return [reencode(super(PicturesField, self).clean(upload)) for upload in uploads]
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class NeedForm(forms.Form):
    """What every door asks: what, and where."""

    words = forms.CharField(
        label=gettext_lazy("What do you need?"),
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say in a few words what is needed.")},
    )
    place = PlaceField(label=gettext_lazy("Where?"))
    address = forms.CharField(
        label=gettext_lazy("Exact address"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Kept sealed; only those who come to help will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    pictures = PicturesField(
        label=gettext_lazy("Photos"),
        required=False,
        help_text=gettext_lazy("Up to 3, never public. Place and time inside them are removed."),
        widget=PicturesInput(attrs={"multiple": True, "accept": "image/*"}),
    )

    client_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paths: list[str] | None = None, **parts: Any) -> None:
        super().__init__(*args, **parts)
        self.fields["place"].offer(paths)  # type: ignore[attr-defined]

    def clean_client_key(self) -> str:
        key: str = self.cleaned_data["client_key"]
        return "".join(c for c in key if c.isalnum() or c == "-")

    def refuse(self, error: Exception | str) -> None:
        """Put a refusal above the form; what was typed stays."""
        self.is_valid()
        self.add_error(None, str(error))


class AskForm(NeedForm):
    """A resident asks."""

    on_behalf = forms.TypedChoiceField(
        label=gettext_lazy("For whom?"),
        choices=FOR_WHOM,
        initial="home",
        widget=forms.RadioSelect,
        coerce=lambda whom: whom == "other",
    )
    name = forms.CharField(
        label=gettext_lazy("How may we call you?"),
        max_length=60,
        help_text=gettext_lazy("“Auntie Wu” will do. Never public."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write a name to call you by.")},
    )
    phone = PhoneField(
        label=gettext_lazy("Mobile phone"),
        help_text=gettext_lazy("Only to reach you about this. Never public."),
        error_messages={"required": gettext_lazy("Without a phone we cannot reach you.")},
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this and agree"),
        error_messages={"required": gettext_lazy("We need your agreement to keep what you write.")},
    )
    joins = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ["words", "place", "address", "on_behalf", "name", "phone", "pictures", "agreed"]

    def __init__(self, *args: Any, asker: Person | None = None, **parts: Any) -> None:
        super().__init__(*args, **parts)
        if asker is not None:  # we know them
            del self.fields["phone"]
            self.fields["name"].required = False


class DoorForm(NeedForm):
    """A worker writes down what somebody without a smartphone needs."""

    name = forms.CharField(
        label=gettext_lazy("Name of the one who asks"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the name; “Granny Wang” will do.")},
    )
    phone = PhoneField(label=gettext_lazy("Phone or landline"), landline=True, required=False)
    risks = forms.MultipleChoiceField(
        label=gettext_lazy("Who is at risk?"),
        choices=RISKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent does it look?"),
        choices=Urgency.choices[::-1],
        coerce=int,
        initial=4,
        widget=forms.RadioSelect,
    )
    sheet = forms.CharField(
        label=gettext_lazy("Number of the paper sheet"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("If it was written on paper first: one sheet becomes one need."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I have told them what is kept and why, and they agree"),
        error_messages={"required": gettext_lazy("Tell them first, and ask whether they agree.")},
    )
    field_order = [
        "name", "phone", "place", "words", "risks", "urgency", "address", "pictures", "sheet",
        "agreed",
    ]  # fmt: skip

    def clean_sheet(self) -> str:
        text: str = self.cleaned_data["sheet"]
        if not text.strip():
            return ""
        number = read_sheet(text)
        if number is None:
            raise forms.ValidationError(_("Look at the number again: one character is wrong."))
        return number


class CodeForm(forms.Form):
    """The six digits from the message."""

    code = forms.CharField(
        label=gettext_lazy("The 6 digits"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": gettext_lazy("Write the digits of the message here.")},
    )


class TrackForm(forms.Form):
    """A tracking code, as somebody types it."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("12 letters and digits, as on your slip: K7QM-2Z9D-R4VT."),
    )


class SheetsForm(forms.Form):
    """How many blank sheets to print, and for which place."""

    many = forms.IntegerField(
        label=gettext_lazy("How many sheets?"), min_value=1, max_value=50, initial=10
    )
    place = PlaceField(label=gettext_lazy("For which place?"), required=False)

    def __init__(self, *args: Any, paths: list[str] | None = None, **parts: Any) -> None:
        super().__init__(*args, **parts)
        self.fields["place"].offer(paths)  # type: ignore[attr-defined]
