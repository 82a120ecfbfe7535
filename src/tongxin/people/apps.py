from datetime import time
from typing import Any

from django.apps import AppConfig

from tongxin.clock.schedules import declare

NIGHT = time(3, 40)


class PeopleConfig(AppConfig):
    name = "tongxin.people"

    def ready(self) -> None:
        declare("people.forget_old_codes", task="tongxin.people.tasks.forget_old_codes", at=NIGHT)
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        authenticator_added.connect(note_second_factor, dispatch_uid="people.second_factor_added")
        authenticator_removed.connect(
            forget_second_factor, dispatch_uid="people.second_factor_removed"
        )


def note_second_factor(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Who has just set the second step up has just shown its code."""
    from allauth.account.internal.flows.login import record_authentication

    from tongxin.journal.actions import record

    if authenticator.type == "totp":
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type="totp", reauthenticated=True
        )
        record("person.second_factor_added", by=user, on=user, at=user.home)


def forget_second_factor(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    from tongxin.journal.actions import record

    if authenticator.type == "totp":
        record("person.second_factor_removed", by=user, on=user, at=user.home)
