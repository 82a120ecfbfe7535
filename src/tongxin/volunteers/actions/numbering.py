"""Give volunteers their numbers."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from ..models import NumberSeries


def take_numbers(count: int, now: datetime) -> list[str]:
    """Take the next `count` numbers, "YX2020-000123"; call it inside an action's transaction.

    The row of the series stays locked until the transaction ends: no number is given twice, and
    none is left out unless the transaction fails.
    """
    prefix = f"{settings.CITY_LETTERS}{timezone.localtime(now).year}"
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = NumberSeries.objects.select_for_update().get(pk=prefix)
    first, series.last = series.last + 1, series.last + count
    series.save(update_fields=["last"])
    return [f"{prefix}-{number:06d}" for number in range(first, first + count)]
