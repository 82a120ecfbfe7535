"""The only writers of this app, by subject; everything public is named here."""

from .accounts import (
    GuardianNeeded,
    IdentityTaken,
    OnlyThemselves,
    PhoneTaken,
    create_person,
    rename,
    set_birth_date,
    set_home,
    set_identity,
    set_language,
    set_password,
    set_phone,
    verify_phone,
)
from .closing import close_account, export_also, export_person
from .consents import (
    TextReplaced,
    TextRequired,
    agree_by_message,
    give_consent,
    give_consent_by_phone,
    has_consent,
    publish_first_texts,
    publish_text,
    required_text_ids,
    texts_to_ask,
    withdraw_consent,
)
from .entering import Entry, Roll, enter_people
from .grants import AlreadyGranted, RoleAboveOwn, give_grant, may_hand, withdraw_grant
from .guardians import (
    NoGuardianText,
    NoSuchGuardian,
    NotAMinor,
    ask_guardian,
    confirm_guardianship,
    create_child,
    end_guardianship,
)
from .keys import UnknownPower, authenticate_key, make_api_key, revoke_api_key
from .phones import (
    CodeExpired,
    CodeTooSoon,
    TooManyCodes,
    WrongCode,
    confirm_phone_code,
    forget_old_codes,
    send_code_message,
    send_phone_code,
    verified_phone,
)
from .reveals import NothingToReveal, ReasonNeeded, reveal
from .teams import (
    TeamExists,
    TeamRetired,
    UnitExists,
    change_team,
    create_team,
    create_unit,
    join_team,
    leave_team,
    retire_team,
    retire_unit,
    set_capacity,
)
from .telling import UnknownRole, letter_to, robot, tell

__all__ = [
    "AlreadyGranted", "CodeExpired", "CodeTooSoon", "Entry", "GuardianNeeded", "IdentityTaken",
    "NoGuardianText", "NoSuchGuardian", "NotAMinor", "NothingToReveal", "OnlyThemselves",
    "PhoneTaken", "ReasonNeeded", "RoleAboveOwn", "Roll", "TeamExists", "TeamRetired",
    "TextReplaced", "TextRequired", "TooManyCodes", "UnitExists", "UnknownPower", "UnknownRole",
    "WrongCode", "agree_by_message", "ask_guardian", "authenticate_key", "change_team",
    "close_account", "confirm_guardianship",
    "confirm_phone_code", "create_child", "create_person", "create_team", "create_unit",
    "end_guardianship", "enter_people", "export_also", "export_person", "forget_old_codes",
    "give_consent", "give_consent_by_phone", "give_grant", "has_consent", "join_team", "leave_team",
    "letter_to", "make_api_key", "may_hand", "publish_first_texts", "publish_text", "rename",
    "required_text_ids", "retire_team", "retire_unit", "reveal", "revoke_api_key", "robot",
    "send_code_message", "send_phone_code", "set_birth_date", "set_capacity", "set_home",
    "set_identity", "set_language", "set_password", "set_phone", "tell", "texts_to_ask",
    "verified_phone", "verify_phone", "withdraw_consent", "withdraw_grant",
]  # fmt: skip
