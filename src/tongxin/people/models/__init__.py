from .consents import Consent, ConsentText, Guardianship
from .grants import Grant
from .keys import ApiKey, PhoneCode
from .persons import Person
from .teams import Membership, Team, Unit

__all__ = [
    "ApiKey",
    "Consent",
    "ConsentText",
    "Grant",
    "Guardianship",
    "Membership",
    "Person",
    "PhoneCode",
    "Team",
    "Unit",
]
