"""菜单 The service menu: what teams offer, when, for how many, and who booked it.

Owns     Service, Answer, Session, Booking, Edition, EditionLine, CalendarFeed.
Words    compose, open, edition (当日菜单), booking (点单), waiting list, invite, confirm.
Promises capacity is never exceeded, whoever clicks at once; beyond it a waiting list in order of
         time whose head confirms in a time box; an edition is published at its hour, once.
Doors    a booking may be made for an elder; needs are answered through `needs.answer_needs`.
Seam     hands: a need routed to volunteers' hands stays on the needs list until `rosters` exists.
"""
