"""Find needs by words: pairs of Chinese characters in the database's own full-text index.

SQLite keeps them in FTS5, PostgreSQL in a `tsvector` under GIN. Both hold our own pairs, because
their word breakers know no Chinese. One character alone is looked for as the beginning of a pair.
"""

import re
from typing import Any

from django.db import connections
from django.db.models.expressions import RawSQL

RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9A-Za-z]+")
MOST = 2000  # needs looked at for one search: the newest ones
TABLE = "needs_words"


def tokens(text: str) -> list[str]:
    """Return the words as they are indexed: 药吃完了 → 药吃 吃完 完了 了; Wi-Fi → wi fi."""
    found: list[str] = []
    for run in RUNS.findall(text):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found += [run[n : n + 2] for n in range(len(run))]  # the last stands alone
    return found


def wanted(text: str) -> list[str]:
    """Return what a need must hold to be found; a lone character ends in "*"."""
    found: list[str] = []
    for run in RUNS.findall(text):
        if run[0].isascii():
            found.append(run.lower() + "*")
        elif len(run) == 1:
            found.append(run + "*")
        else:
            found += [run[n : n + 2] for n in range(len(run) - 1)]
    return list(dict.fromkeys(found))[:40]


def matching(text: str, using: str = "default") -> RawSQL | None:
    """Return a subquery of the ids of the newest needs with these words; None: nothing asked."""
    terms = wanted(text)
    if not terms:
        return None
    if connections[using].vendor == "sqlite":
        ask = " AND ".join(f'"{t[:-1]}"*' if t.endswith("*") else f'"{t}"' for t in terms)
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT {MOST}"
    else:
        ask = " & ".join(f"'{t[:-1]}':*" if t.endswith("*") else f"'{t}'" for t in terms)
        sql = (
            f"SELECT need_id FROM {TABLE} WHERE words @@ %s::tsquery "
            f"ORDER BY need_id DESC LIMIT {MOST}"
        )
    return RawSQL(sql, [ask])


def write_words(rows: list[tuple[int, str]], using: str = "default") -> None:
    """Index (id, words) of needs; again is the same. For `actions.indexing` alone."""
    if not rows:
        return
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TABLE} (rowid, words) VALUES (%s, %s)",
                [(key, " ".join(tokens(text))) for key, text in rows],
            )
            return
        values: list[Any] = [(key, sorted(set(tokens(text)))) for key, text in rows]
        cursor.executemany(
            f"INSERT INTO {TABLE} (need_id, words) VALUES (%s, array_to_tsvector(%s::text[])) "
            "ON CONFLICT (need_id) DO UPDATE SET words = EXCLUDED.words",
            values,
        )
