"""志愿者 The register: the city's one network of volunteers, and what each offers.

Owns     Volunteer, Blackout, Suspension, QualificationKind, Qualification, Apart, NumberSeries,
         Roll, RefusedLine.
Words    register, invite, confirm, availability = parts of the week one offers, black-out = days
         one does not, reach = how far one goes, qualification = what a certificate proves, verify,
         suspend, lift, merge, roll (名册) = a list of volunteers that somebody brings.
Promises one volunteer for each person and identity; nobody becomes one through somebody else's
         list until they confirm; under 18 only with a guardian who confirmed; a position is never
         kept more exactly than some 500 m; a suspension has a reason and is never silent.
Doors    training, clearance and rosters read `columns` and `Volunteer.objects.standing()`; they add
         what they know of a volunteer to the personal page through `chapters`.
"""
