"""Open311 GeoReport v2: the door for other cities' systems, as FixMyStreet and 12345 use it.

Source: the GeoReport v2 specification and its OpenAPI description; the request updates extension
as FixMyStreet speaks it. What comes in is a need like any other, and waits for review. The public
sees what everybody may see: listed needs, without phone, name or exact place; who sent a need sees
its words and every step.
"""
