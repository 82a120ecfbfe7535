from .health import Case, Declaration, Destruction
from .incidents import Accident
from .insurance import Cover, HourLimit, Policy
from .kits import Kit, KitIssue, KitLine
from .ledger import Balance, Holder, Item, Lot, Movement, MovementLine
from .supply import Replenishment, ReplenishmentLine, Reservation, Threshold

__all__ = [
    "Accident",
    "Balance",
    "Case",
    "Cover",
    "Declaration",
    "Destruction",
    "Holder",
    "HourLimit",
    "Item",
    "Kit",
    "KitIssue",
    "KitLine",
    "Lot",
    "Movement",
    "MovementLine",
    "Policy",
    "Replenishment",
    "ReplenishmentLine",
    "Reservation",
    "Threshold",
]
