"""Who is asking: looked up with every request, so the question is written once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tongxin.web.questions import RowQuestion

from .models import Person

PERSON = RowQuestion(lambda: Person, lambda rows, key: rows.filter(pk=key), int)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Logging in as allauth does it; knowing somebody again costs a tenth."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person whose session this is; None: not there, or shut out."""
        found: list[Person] = PERSON.find(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
