"""精准防护 Protection: unwell: not on duty; unprotected: not on duty; insured, supplied, rested.

Owns     Policy, Cover, HourLimit, Declaration, Case, Destruction, Accident, Item, Kit, KitLine,
         KitIssue, Lot, Holder, Movement, MovementLine, Balance, Reservation, Threshold,
         Replenishment, ReplenishmentLine.
Words    policy (保险) = one contract with an insurer; cover (承保) = one person on it, for a time;
         hours = how long people stand at most and rest at least, as the city has set;
         declaration (健康申报) = what somebody says of their health on a day; case = somebody fell
         unwell and nobody has cleared it yet; accident = somebody was hurt, and what was done;
         kit (防护包) = what one wears for a class of work; occasion = a shift, by its key;
         holder (保管单位) = who keeps stock; lot (批次); movement = a document of the ledger;
         reservation, replenishment, supplier (谁来供给).
Promises who is covered on a day is one question with one answer, for a person and for all; nobody
         sets hours beyond the law's bounds; nobody overrides their own declaration or clears their
         own case; what was said of health is sealed, kept short, and told to nobody who gives no
         reason; no stock is ever negative, every movement is a document whose lines sum to zero,
         what has expired is never issued, what is sent twice is done once.
Doors    clearance asks `covers`, `hours`, `fitness` and `kits`; the desk looks after health, stock
         and insurance; `rota` and `alarms` let apps above tell who is on duty and be told who
         cannot be; dispatch reserves, duty issues and takes back.
"""
