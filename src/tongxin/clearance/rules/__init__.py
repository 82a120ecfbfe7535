"""Every rule about standing in a shift, in the order in which refusals are said."""

from ..rule import Rule
from .ability import INSURED, QUALIFIED, TRAINED
from .door import DECLARED, KITTED
from .health import WELL
from .hours import DAILY, FREE, RESTED, UNBROKEN, WEEKLY
from .people import GUARDED, OF_AGE, OF_THE_UNIT, REGISTERED
from .towns import WITHIN_TOWN
from .wishes import IN_REACH, NOT_AWAY, OFFERED

RULES: tuple[Rule, ...] = (
    REGISTERED, OF_AGE, GUARDED, OF_THE_UNIT, WITHIN_TOWN, TRAINED, QUALIFIED, INSURED,
    WELL, FREE, UNBROKEN, DAILY, RESTED, WEEKLY,
)  # fmt: skip
DOOR_RULES: tuple[Rule, ...] = (DECLARED, WELL, KITTED)  # asked at the door, with all the others
WISHES: tuple[Rule, ...] = (NOT_AWAY, OFFERED, IN_REACH)
