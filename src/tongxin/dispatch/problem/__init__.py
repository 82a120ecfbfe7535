"""Rows become arrays here, and only here: what `muster` is asked, and whom its answer means."""

from .crews import Crews, Sent
from .gates import Gates, gates_of
from .reading import Ground, NothingToPlan, ground_of, read_ground
from .wanted import Block, Demand, Wanted, dawn_of, wanted_in

__all__ = [
    "Block",
    "Crews",
    "Demand",
    "Gates",
    "Ground",
    "NothingToPlan",
    "Sent",
    "Wanted",
    "dawn_of",
    "gates_of",
    "ground_of",
    "read_ground",
    "wanted_in",
]
