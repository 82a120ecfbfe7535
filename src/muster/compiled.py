"""How the kernels are compiled: once, kept on disk, and never mixed with another version's.

numba keeps compiled code per source file and does not notice when a file that was called changes.
So the cache lives in a folder named after all sources of kernels together.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import prange

__all__ = ["allocating_kernel", "kernel", "log", "parallel_kernel", "part", "prange"]

F = TypeVar("F", bound=Callable[..., Any])
KERNELS = (
    "asking", "book", "candidates", "certificate", "compiled", "ground", "hand_search", "heap",
    "hurry", "kinds", "problem", "rows", "seat_search", "sorting",
)  # fmt: skip
"""Modules whose text is compiled, or read as constants by what is."""

log = logging.getLogger("muster")


def cache_folder() -> Path:
    """Return the folder for compiled code: private to this user, these sources, these flags."""
    digest = hashlib.sha256(numba.__version__.encode())
    digest.update(os.environ.get("NUMBA_BOUNDSCHECK", "0").encode())
    for name in KERNELS:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    home = os.environ.get("MUSTER_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(home) if home else Path.home() / ".cache"
    if not _writable(root):
        root = Path(tempfile.gettempdir()) / f"muster-{os.getuid()}"
    return root / "muster" / digest.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


FOLDER = cache_folder()


def _compile(function: F, **options: Any) -> F:
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(FOLDER)
    try:
        return cast(F, numba.njit(cache=True, nogil=True, **options)(function))
    finally:
        config.CACHE_DIR = before


def kernel(function: F) -> F:
    """Compile a function of arrays and numbers, one thread, the interpreter's lock released.

    It must create no array and sort none: references are not counted, which took a sixth of the
    search (every array named in a tuple is one reference more).
    """
    return _compile(function, _nrt=False)


def allocating_kernel(function: F) -> F:
    """Compile a function that creates or sorts arrays: references are counted."""
    return _compile(function, _nrt=True)


def part(function: F) -> F:
    """Compile a function that only kernels call: it is written into each of them."""
    return _compile(function, forceinline=True, _nrt=False)


def parallel_kernel(function: F) -> F:
    """Compile a function whose `prange` loops touch nothing in common."""
    return _compile(function, parallel=True, _nrt=True)


def compiled_before() -> bool:
    """Return True when this version's kernels are already on disk."""
    return FOLDER.is_dir() and any(FOLDER.rglob("*.nbc"))
