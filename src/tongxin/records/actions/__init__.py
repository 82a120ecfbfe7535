"""The only writers of this app, by subject; everything public is named here."""

from .auditing import look_for_findings, settle_finding
from .certifying import (
    ask_certificate,
    issue_certificate,
    issuer_at,
    name_issuer,
    refuse_certificate,
    reissue_certificate,
    revoke_certificate,
)
from .correcting import correct, strike
from .crediting import credit, recount
from .disputing import Times, answer_dispute, dispute, evaluate, withdraw_dispute
from .exporting import export_lines
from .making_up import Told, approve_make_up, ask_make_up, refuse_make_up
from .merging import take_over
from .proving import verify_records
from .refusals import (
    AlreadyAsked,
    AlreadyCorrected,
    AlreadyDecided,
    AlreadyDisputed,
    BadRules,
    CountedAlready,
    NoIssuer,
    NotEnoughHours,
    NotEnoughPoints,
    NothingServed,
    NotYours,
    ProofNeeded,
    ReasonNeeded,
    SoldOut,
    TooLate,
    TooMuch,
    TypedHours,
)
from .rewarding import give_back, hand_over, offer_reward, redeem, restock_reward, retire_reward
from .ruling import set_rules
from .sealing import Fault, seal_lines, verify_chain
from .starring import ask_stars, give_stars, refuse_stars, stars_within

__all__ = [
    "AlreadyAsked", "AlreadyCorrected", "AlreadyDecided", "AlreadyDisputed", "BadRules",
    "CountedAlready", "Fault", "NoIssuer", "NotEnoughHours", "NotEnoughPoints", "NotYours",
    "NothingServed", "ProofNeeded", "ReasonNeeded", "SoldOut", "Times", "Told", "TooLate",
    "TooMuch", "TypedHours", "answer_dispute", "approve_make_up", "ask_certificate",
    "ask_make_up", "ask_stars", "correct", "credit", "dispute", "evaluate", "export_lines",
    "give_back",
    "give_stars", "hand_over", "issue_certificate", "issuer_at", "look_for_findings",
    "name_issuer", "offer_reward", "recount", "redeem", "refuse_certificate", "refuse_make_up",
    "refuse_stars", "reissue_certificate", "restock_reward", "retire_reward",
    "revoke_certificate", "seal_lines", "set_rules", "settle_finding", "stars_within", "strike",
    "take_over", "verify_chain", "verify_records", "withdraw_dispute",
]  # fmt: skip
