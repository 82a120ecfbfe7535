"""Forms of logging in, on top of django-allauth's."""

from typing import Any

from allauth.account.forms import ChangePhoneForm as AllauthChangePhoneForm
from allauth.account.forms import ConfirmLoginCodeForm as AllauthConfirmLoginCodeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.forms import VerifyPhoneForm as AllauthVerifyPhoneForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthSecondFactorForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.web.widgets import DayInput

from ..ages import ADULT, CHILD, years_between
from ..models import Person

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12}


def _ask_for_code(field: Any, label: Any, hint: Any = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs = dict(CODE)


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """User name or phone, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = gettext_lazy("Mobile number or user name")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        password.label, password.help_text = gettext_lazy("Password"), ""
        password.widget.attrs = {"autocomplete": "current-password"}


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    """Name, phone, age: under a minute. The code to the phone follows."""

    field_order = ["name", "phone", "is_adult", "birth_date", "agree"]
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=60,
        help_text=gettext_lazy("Shown to staff only; others see 陈**."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_adult = forms.BooleanField(label=gettext_lazy("I am 18 or older"), required=False)
    birth_date = forms.DateField(
        label=gettext_lazy("Under 18: your date of birth"),
        required=False,
        widget=DayInput({"autocomplete": "bday"}),
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have read the terms of use and the privacy notice, and agree")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.fields["phone"].required = True
        self.fields["phone"].help_text = gettext_lazy("We send a code to this phone.")

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean()
        born = asked.get("birth_date")
        if asked.get("is_adult"):
            asked["birth_date"] = None
        elif born is None:
            if "birth_date" not in self.errors:
                self.add_error("birth_date", _("Tick “18 or older”, or give your date of birth."))
        elif not 0 <= (age := years_between(born, timezone.localdate())) < ADULT:
            self.add_error("birth_date", _("This date does not fit. Please check the year."))
        elif age < CHILD:
            self.add_error(
                "birth_date",
                _("Under 14, a guardian makes the account: under “Mine”, “Children in my care”."),
            )
        return asked


class ConfirmLoginCodeForm(AllauthConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], gettext_lazy("Code from the text message"))


class VerifyPhoneForm(AllauthVerifyPhoneForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], gettext_lazy("Code from the text message"))


class ChangePhoneForm(AllauthChangePhoneForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = gettext_lazy("New mobile number")


class ReauthenticateForm(AllauthReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = gettext_lazy("Password")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class SecondFactorForm(AllauthAuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], gettext_lazy("Code from the app, or a recovery code"))


class SecondFactorAgainForm(AllauthSecondFactorForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], gettext_lazy("Code from the app, or a recovery code"))


class ActivateForm(AllauthActivateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], gettext_lazy("Six digits from the app"))


class NewPasswordForm(forms.Form):
    """A new password, seen as it is typed on request by the browser, so asked for once."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 8 characters, not digits alone, and nothing common."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
