"""人 Who: persons, teams and units, what they agreed to, and what they may do where.

Owns     Person, Grant, Unit, Team, Membership, ConsentText, Consent, Guardianship, PhoneCode,
         ApiKey.
Words    power = one thing one may do; role = a set of powers; grant = a role at a place and below.
Promises one active person per identity; phone and identity are sealed and found by blind index;
         a consent withdrawn stops its processing; every reveal has a reason and a journal line.
"""
