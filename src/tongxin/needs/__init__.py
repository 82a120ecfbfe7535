"""清单 The needs list: what residents lack, who answers it, and how far it has come.

Owns     Need, Step, Assignment, Picture, Proposal, Fit, Decision, Likeness, TimeLimit, Draft,
         Intake, RefusedRow, Report, DayList, DayListLine.
Words    raise, recorder, requester, triage, list, dispatch, accept, complete, reopen, merge;
         proposal = what the machine suggests and why; decision = what a person said.
Promises illegal jumps of state fail; a merged need keeps its requester; triage never rejects by
         itself and always shows its reasons; address and phone are never public.
Doors    menu, hotline and the API bring needs in through `raise_need`; menu and rosters answer
         them. None of them is known here.
"""
