from .offer import Call, Offer
from .order import Order
from .plan import Pin, Placement, Plan, TeamPlacement

__all__ = ["Call", "Offer", "Order", "Pin", "Placement", "Plan", "TeamPlacement"]
