"""回单 The receipt: how it was, in the words of the one who asked, and what we learn from it.

Owns     Receipt, Review, Tally, Suggestion.
Words    receipt = an invitation to say how it was; review 评议 = what was said; suggestion 建议;
         tally = receipts of a day, place, team and service, added up by the actions.
Promises only the one who asked, or the recorded proxy, reviews, once; "no" opens the need again;
         comments are public only after moderation; no figure is typed, each drills down to rows.
"""
