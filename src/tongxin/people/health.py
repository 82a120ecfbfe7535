"""What an installation should have of people; for `tongxin doctor`."""

from allauth.mfa.models import Authenticator
from django.utils import timezone

from .models import ConsentText, Grant, Person
from .powers import PRIVILEGED


def missing_texts() -> list[str]:
    """Return the purposes no consent text has been published for."""
    published = set(ConsentText.objects.values_list("purpose", flat=True))
    return [purpose for purpose in ConsentText.Purpose.values if purpose not in published]


def directors() -> int:
    """Return how many people direct the whole city now."""
    valid = Grant.objects.valid(timezone.now()).filter(role="director", place__parent=None)
    return int(valid.values("person").distinct().count())


def privileged_without_second_factor() -> int:
    """Return how many privileged people will be asked to set the second step up."""
    held = Grant.objects.valid(timezone.now()).filter(role__in=PRIVILEGED).values("person")
    safe = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    asked = Person.objects.filter(pk__in=held, is_active=True).exclude(pk__in=safe)
    return int(asked.count())
