"""Which need a tracking code means, and whether a kept page of it still tells the truth.

The page behind a code is asked for more than any other and is mostly kept, so this one query is
nearly all its work; the ORM writes its SQL once instead of every time.
"""

from functools import cache
from typing import Any

from django.db import connection

from .models import Need

VERSION = ["pk", "merged_into", "state", "state_since", "noted_at"]


def versions(codes: list[str]) -> list[tuple[Any, ...]]:
    """Return a row of `VERSION` for each need with one of `codes`, at most two.

    A need's row differs whenever what its requester may read differs, as long as it is not merged.
    """
    if not codes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_sql(connection.vendor, len(codes)), codes)
        return list(cursor.fetchmany(2))


@cache
def _sql(_vendor: str, many: int) -> str:
    rows = Need.objects.filter(tracking_code__in=[str(n) for n in range(many)]).order_by()
    sql: str = rows.values_list(*VERSION).query.sql_with_params()[0]
    return sql
