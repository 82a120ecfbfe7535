"""上岗 Duty: who came, who is here, who left, who did not come; the door and its codes.

Owns     Attendance, Absence, Handover, Screen, DoorTimes.
Words    check-in, check-out (签到, 签退), door (a shift's or a place's, with a code that changes
         every minute), roll-call (点名), screen (a station's, with the code), turned away (劝返),
         no-show (缺勤), handover (交接).
Promises nobody is let in whom a rule of `clearance` keeps out at that moment, health and kit
         included (what the city sets anew counts within two seconds), and nobody may override it; a
         person is on duty in one place at a time; hours are credited once, in the transaction that
         ends the duty, and never for a drill; why somebody was turned away is told to that person
         alone; a no-show is excused, appealed and forgotten.
Doors    a volunteer's own phone, the leader's phone (without a network too), the station's screen,
         the API. `dispatch` finds who comes instead; `records` keeps the hours.
"""
