"""The states of a need: which are open, which everybody may see, which may follow which."""

OPEN = ["pending", "listed", "referred", "dispatched", "accepted", "in_service"]
PUBLIC = ["listed", "dispatched", "accepted", "in_service", "completed", "reviewed", "closed"]

# Which state may follow which (rule 14). Anything else is an illegal jump.
JUMPS: dict[str, set[str]] = {
    "pending": {"rejected", "listed", "referred", "withdrawn", "merged"},
    "listed": {
        "dispatched",
        "referred",
        "rejected",
        "completed",
        "withdrawn",
        "merged",
        "pending",  # only by undoing a decision a moment old
    },
    "referred": {"completed", "listed", "withdrawn", "closed", "merged", "pending"},
    "dispatched": {"accepted", "listed", "withdrawn"},
    "accepted": {"in_service", "listed", "completed", "withdrawn"},
    "in_service": {"completed", "listed"},
    "completed": {"reviewed", "closed", "listed"},
    "reviewed": {"closed", "listed"},
    "rejected": {"pending"},
    "closed": {"listed"},
    "merged": {"pending", "listed", "referred"},
    "withdrawn": set(),
}
