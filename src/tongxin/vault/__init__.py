"""保密 Personal data at rest: sealed, found by blind index, shown masked. No tables.

Promises a sealed text opens only for the row and field it was sealed for; the same text never
         seals to the same token twice; a blind index cannot be turned back without the key.
"""
