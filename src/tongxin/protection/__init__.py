"""精准防护 Protection: who is insured until when, how long one stands (health and kits join later).

Owns     Policy, Cover, HourLimit.
Words    policy (保险) = one contract with an insurer; cover (承保) = one person on it, for a time;
         a policy for the whole register covers every volunteer who lives where it holds;
         hours = how long people stand at most and rest at least, as the city has set.
Promises who is covered on a day is one question with one answer, for a person and for all; a
         cancelled policy covers nobody from that moment; nobody's cover is changed, only ended;
         no city sets hours beyond the law's bounds.
Doors    clearance asks `covers` and `hours`; the desk enters policies and lists of people.
"""
