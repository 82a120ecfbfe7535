from .certificates import Certificate, Issuer, Series
from .claims import Dispute, Evaluation, Finding, MakeUp
from .credit import Book, Credit, Link
from .points import PointMove, Redemption, Reward
from .rules import RuleVersion
from .stars import StarAward

__all__ = [
    "Book", "Certificate", "Credit", "Dispute", "Evaluation", "Finding", "Issuer", "Link",
    "MakeUp", "PointMove", "Redemption", "Reward", "RuleVersion", "Series", "StarAward",
]  # fmt: skip
