"""演练 The simulated city: demo data and rehearsals, made through the public actions only.

Owns     no tables.
Words    cast = the people one may log in as; speech = what simulated residents say;
         board = a message board the city had before, imported; scale = how many of everything.
Promises the same scale makes the same city; nobody in it is real; none of their phones is proved,
         so no message leaves for one; it is never built over a city that people live in.
"""
