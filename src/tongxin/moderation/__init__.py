"""审核 One queue for everything residents publish.

Owns     Submission, SensitiveWord.
Words    submission = one text a resident wants shown; flag = a word or number in it worth a look;
         hold = a flag so serious that it is looked at alone; appeal = the author asks again.
Promises nothing is public before it passed, and the state lives here alone; no text is refused by
         a machine; who is refused learns why and may appeal to somebody else.
Doors    upper apps call `submit`, keep a foreign key down to the submission and show only passed
         ones (`comment__state="passed"`); the desk's queue decides.
"""
