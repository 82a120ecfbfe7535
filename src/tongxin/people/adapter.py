"""How django-allauth meets our persons: sealed phones, our messages, our journal, our words."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit  # the public wrapper cannot be rolled back
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.journal.actions import record
from tongxin.messaging.actions import post
from tongxin.vault.sealing import blind_index, seal, unseal

from .actions import create_person, give_consent, required_text_ids, set_phone, verify_phone
from .actions.phones import message_channel, send_code_message
from .desks import desk_url
from .models import ConsentText, Person
from .phones import MOBILE, BadPhone, normalise_phone

LOCKED_MINUTES = 15  # the window of "login_failed" in settings.ACCOUNT_RATE_LIMITS
AGREED = "people_agreed_texts"


class PhoneField(forms.CharField):
    """A Chinese mobile number, however it is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Mobile number"))
        kwargs.setdefault("max_length", 40)
        kwargs["widget"] = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return normalise_phone(text) if text else ""
        except BadPhone as error:
            raise ValidationError(str(error)) from error


def display(person: Person) -> str:
    return person.public_name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Login by phone and code, or by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "phone_password_mismatch": gettext_lazy(
            "The phone and the password do not match. You can also log in with a code."
        ),
        "username_password_mismatch": gettext_lazy("The name and the password do not match."),
        "enter_current_password": gettext_lazy("Please enter the password you have now."),
        "incorrect_code": gettext_lazy("This is not the code. Please look again."),
        "incorrect_password": gettext_lazy("This is not the password."),
        "invalid_login": gettext_lazy("Please enter a mobile number or a user name."),
        "phone_taken": gettext_lazy("Another account has this phone."),
        "same_as_current": gettext_lazy("This is the phone you have already."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. For your safety, please wait 15 minutes and try again."
        ),
        "rate_limited": gettext_lazy("One moment, please: try again in a minute."),
        "unknown_phone": gettext_lazy("No account has this phone."),
        "username_taken": gettext_lazy("This user name is taken."),
    }

    # Phones: sealed at rest, found by blind index

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        kwargs.pop("label", None)
        return PhoneField(**kwargs)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """The phone, and whether allauth may stop asking for a code.

        A person with a password has proved who they are; only who comes by phone must prove it.
        Landlines receive no codes, so for logging in they do not exist.
        """
        phone = user.phone
        if not MOBILE.fullmatch(phone):
            return None
        return phone, bool(user.phone_verified_at) or user.has_usable_password()

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        set_phone(user, phone, by=user, verified=verified)

    def set_phone_verified(self, user: Person, phone: str) -> None:
        same = phone == user.phone
        person = (
            verify_phone(user, by=user) if same else set_phone(user, phone, by=user, verified=True)
        )
        user.phone_verified_at = person.phone_verified_at  # allauth looks at it a step later

    def get_user_by_phone(self, phone: str) -> Person | None:
        try:
            return Person.objects.with_phone(normalise_phone(phone)).first()  # type: ignore[no-any-return]
        except BadPhone:
            return None

    def generate_phone_verification_code(self, *, user: Person, phone: str) -> str:
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_verification_code_sms(
        self, user: Person, phone: str, code: str, **kwargs: Any
    ) -> None:
        send_code_message(phone, code)
        if settings.MODE == "demo" and self.request is not None:
            messages.info(self.request, _("Demo: the code is %(code)s.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._write(phone, _("This phone has no account at Tongxin yet. You can make one there."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._write(phone, _("This phone already has an account at Tongxin. Log in with it."))

    def _write(self, phone: str, subject: str) -> None:
        post(
            to=f"phone:{blind_index(phone, kind='phone')}",
            subject=subject,
            addresses={message_channel(): phone},
        )

    # Making an account

    def save_user(
        self, request: HttpRequest, user: Person, form: Any, commit: bool = True
    ) -> Person:
        asked = form.cleaned_data
        person = create_person(
            username=f"r-{secrets.token_hex(6)}",
            name=asked["name"],
            phone=asked["phone"],
            birth_date=asked.get("birth_date"),
            language=getattr(request, "LANGUAGE_CODE", "zh-hans"),
        )
        request.session[AGREED] = list(required_text_ids())
        return person

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        agreed = request.session.pop(AGREED, [])
        if kwargs.get("signup"):
            for text in ConsentText.objects.current().filter(pk__in=agreed):
                give_consent(user, text, by=user)
        record("person.logged_in", by=user, on=user, at=user.home)
        return super().post_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who works here starts at the desk."""
        if request.user.is_authenticated and (desk := desk_url(request.user)):
            return desk
        return super().get_login_redirect_url(request)  # type: ignore[no-any-return]

    # Lockout

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the tries for one account, however its phone is written."""
        login = credentials.get("phone") or credentials.get("username") or ""
        try:
            login = normalise_phone(login)
        except BadPhone:
            login = login.strip().lower()
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=f"login:{login}"
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        person = Person.objects.filter(username=credentials.get("username", "")).first()
        if person is None and credentials.get("phone"):
            person = self.get_user_by_phone(credentials["phone"])
        if person is not None:
            record("person.login_failed", by=person, on=person, at=person.home)

    def set_password(self, user: Person, password: str) -> None:
        from .actions import set_password

        set_password(user, password, by=user)
        user.refresh_from_db(fields=["password"])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The authenticator's secret is sealed like every other."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code. Please look again."),
        "cannot_delete_authenticator": gettext_lazy("Your role needs the second step."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, row="mfa.authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, row="mfa.authenticator")

    def get_totp_label(self, user: Person) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not (settings.SECOND_FACTOR and authenticator.user.is_privileged)
