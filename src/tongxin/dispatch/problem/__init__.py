"""Rows become arrays here, and only here: what `muster` is asked, and whom its answer means."""

from .gates import Gates, gates_of
from .reading import Ground, NothingToPlan, read_ground

__all__ = ["Gates", "Ground", "NothingToPlan", "gates_of", "read_ground"]
