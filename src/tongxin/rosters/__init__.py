"""招募 Rosters: requests for hands, posts and shifts, recruitment notices, and who signed up.

Owns     Request, Notice, Post, Part, Shift, Template, Enrolment, Swap, RosterFeed,
         Hook.
Words    ask, approve, post (岗位), shift (班次), notice (招募公告), enrolment (报名), waiting list
         (候补), swap (换班), placeholder (a place without a name).
Promises a notice without the eight legal fields cannot go out; capacity is never exceeded, whoever
         clicks at once; beyond it a waiting list in order of time whose head confirms in a time
         box; nobody stands in a shift against a rule of `clearance`, and no rule is kept here.
Doors    stations, institutes, departments and team leaders ask; a need of the list or a service of
         the menu may be what for. `duty` checks in who is enrolled.
"""
