"""准入 Clearance: may this person stand in this shift, and if not, why and what to do next.

Owns     no table. One function for each rule, over arrays; a person is a crowd of one.
Words    requirement = what a shift asks; busy = a stretch already given; crowd = people as arrays;
         refusal = a rule said no, in a sentence with a next step; wish = what somebody asked not
         to be offered (it forbids nothing).
Promises who is masked and who is told why are the same people, because it is the same function;
         no rule about standing in a shift lives anywhere else; minors are never let into risky
         posts, whoever asks; what is said of a person is read at that moment, what holds for the
         whole city (levels, kits, hours, modules, register policies) may be two seconds old.
Doors    `gates`: refusals, wishes, may_stand, mask, offered; sign-up, board and planner ask.
"""
