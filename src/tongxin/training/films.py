"""How long an MP4 film is, read from the film itself (ISO/IEC 14496-12, `moov` and `mvhd`)."""

from collections.abc import Iterator
from typing import IO

HEAD = 8  # bytes: size and kind of a box
LONG = 1  # the size stands behind the kind, in eight bytes


def seconds_of(film: IO[bytes]) -> int:
    """Return the length in whole seconds, rounded up; 0 when this is no MP4."""
    film.seek(0, 2)
    end = film.tell()
    for kind, start, stop in _boxes(film, 0, end):
        if kind == b"moov":
            for inner, begins, _stop in _boxes(film, start, stop):
                if inner == b"mvhd":
                    return _length(film, begins)
    return 0


def _boxes(film: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (kind, where its content starts, where it ends) of the boxes between two places."""
    while start + HEAD <= end:
        film.seek(start)
        head = film.read(HEAD)
        size, kind, content = int.from_bytes(head[:4]), head[4:], start + HEAD
        if size == LONG:
            size, content = int.from_bytes(film.read(8)), content + 8
        stop = start + size if size else end
        if stop < content or stop > end:
            return
        yield kind, content, stop
        start = stop


def _length(film: IO[bytes], start: int) -> int:
    film.seek(start)
    body = film.read(32)
    if len(body) < 32:
        return 0
    scale, length = (body[20:24], body[24:32]) if body[0] == 1 else (body[12:16], body[16:20])
    ticks = int.from_bytes(scale)
    return -(-int.from_bytes(length) // ticks) if ticks else 0
