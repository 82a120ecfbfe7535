"""One at a time, and alive."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Beat, Lease


@transaction.atomic
def take_lease(name: str, *, holder: str, seconds: float) -> bool:
    """Take or prolong the lease; return whether `holder` has it now.

    Two who ask at once: the row lock of the UPDATE, or the primary key of the INSERT, lets one win.
    """
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    mine = Lease.objects.filter(name=name).filter(Q(holder=holder) | Q(expires_at__lt=now))
    if mine.update(holder=holder, expires_at=until):
        return True
    if not Lease.objects.filter(name=name).exists():
        Lease.objects.bulk_create(
            [Lease(name=name, holder=holder, expires_at=until)], ignore_conflicts=True
        )
    return Lease.objects.filter(name=name, holder=holder, expires_at__gte=now).exists()


def yield_lease(name: str, *, holder: str) -> None:
    """Let go at once, so that the next need not wait for the end of the lease."""
    Lease.objects.filter(name=name, holder=holder).delete()


def beat(name: str, *, role: Beat.Role, doing: str = "") -> None:
    """Write a sign of life."""
    Beat.objects.update_or_create(
        name=name, defaults={"role": role, "beaten_at": timezone.now(), "doing": doing}
    )


def forget(name: str) -> None:
    """Sign off: this process ends of its own will."""
    Beat.objects.filter(name=name).delete()
