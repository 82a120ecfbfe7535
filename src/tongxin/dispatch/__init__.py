"""精准派送 Dispatch: who is asked to go where; plans, offers, calls, orders of the HQ, repair.

Owns     Plan, Placement, TeamPlacement, Pin, Offer, Call, Order.
Words    plan (派送方案) = a draft for a territory and days, with its proof; placement = one pair of
         it; pin = what an officer fixed or excluded; offer (派单) = a place kept for somebody until
         they answer; call (抢单) = a word to many, the first who press have it; order (调度令) = of
         the headquarters, across units; repair = asking the next, the rest untouched.
Promises nobody is forced: an offer counts only when accepted, and declining costs nothing; a plan
         changes nothing until it is sent; what is sent passes the gates and the locks of sign-up
         again, so two planners never give one person two places; each choice can be explained;
         only this app speaks to `muster`.
Doors    the desk plans, pins, sends, calls and orders; volunteers answer; `duty` asks for a
         replacement with `refill`.
"""
