"""Read a certificate from a file and check it, without a network and without a database."""

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .signing import KIND, NotGenuine, check

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024  # of one stream of a PDF


def read_certificate(path: Path) -> dict[str, Any]:
    """Return the certificate a file holds: JSON itself, or the JSON inside our PDF.

    Raises `NotGenuine` when there is none, `OSError` when the file cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise NotGenuine("the file is too large for a certificate")
    raw = path.read_bytes()
    for text in [raw] if not raw.startswith(b"%PDF-") else _streams(raw):
        if KIND.encode() not in text:
            continue
        try:
            document = json.loads(text)
        except ValueError:
            continue
        if isinstance(document, dict):
            return document
    raise NotGenuine("there is no signed certificate in this file")


def _streams(raw: bytes) -> Iterator[bytes]:
    """Yield what the streams of a PDF hold; the certificate is attached as one of them."""
    for found in STREAM.finditer(raw):
        try:
            yield zlib.decompressobj().decompress(found[1], MOST_UNPACKED)
        except zlib.error:
            yield found[1][:MOST_UNPACKED]


def checked(path: Path, key: str = "") -> tuple[dict[str, Any], str]:
    """Return (document, name of the key) of a genuine certificate. Raises `NotGenuine`, `OSError`.

    With `key` it has to be that city's: a genuine signature of somebody else proves nothing.
    """
    document = read_certificate(path)
    name = check(document)
    if key and name != key.strip():
        raise NotGenuine(f"it is signed by another key: {name}")
    return document, name


def in_lines(document: dict[str, Any]) -> list[str]:
    """Return what a certificate says, to be compared with the paper in the hand."""
    person, issuer = document["person"], document["issuer"]
    hours = f"{document['verified_minutes'] / 60:.1f}"
    made_up = document["made_up_minutes"]
    return [
        f"number     {document['number']}",
        f"volunteer  {person['name']} {person['number']}",
        f"served     {document['since']} to {document['until']}",
        f"hours      {hours} verified" + (f", {made_up / 60:.1f} made up" if made_up else ""),
        *(
            f"           {row['title']} · {row['where']} · {row['minutes'] / 60:.1f} h"
            for row in document["content"]
        ),
        f"issuer     {issuer['organisation']}",
        f"principal  {issuer['principal']}    handler  {issuer['handler']}",
        f"contact    {issuer['contact']}",
        f"issued     {document['issued_on']}, on public notice until {document['notice_until']}",
        f"whether it still holds: {document['address']}",
    ]
