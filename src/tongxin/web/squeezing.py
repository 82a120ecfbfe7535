"""Gzip a page once and put small pieces into it later (RFC 1951, RFC 1952).

Each piece of the page is deflated alone and ends on a full flush, so nothing after it refers to
what came before; between two pieces a short text goes in as a stored block, as it is.
"""

import struct
import zlib
from collections.abc import Sequence

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"\x03\x00"  # an empty last block


QUICK, THOROUGH = 1, 6  # a third of the time, 15 % more bytes; for what is kept for long


def squeeze(piece: bytes, effort: int = THOROUGH) -> bytes:
    """Return `piece` deflated, to be joined with others by `join`."""
    deflate = zlib.compressobj(effort, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH)


def stored(text: bytes) -> bytes:
    """Return a text under 64 KiB as it is, to be joined with others."""
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text


def join(squeezed: Sequence[bytes], pieces: Sequence[bytes], between: Sequence[bytes]) -> bytes:
    """Return one gzip stream of `pieces` with one of `between` (under 64 KiB each) in every gap."""
    checksum, length, stream = zlib.crc32(pieces[0]), len(pieces[0]), [HEADER, squeezed[0]]
    for piece, small, own in zip(pieces[1:], squeezed[1:], between, strict=True):
        checksum = zlib.crc32(piece, zlib.crc32(own, checksum))
        length += len(own) + len(piece)
        stream += [stored(own), small] if own else [small]
    stream += [END, struct.pack("<II", checksum, length & 0xFFFFFFFF)]
    return b"".join(stream)
