"""日志 What happened: append-only, hash-chained, readable when everything else is gone.

Owns     Entry, Seal.
Words    entry = one thing that happened; seal = its link in the chain, made within seconds.
Promises an entry is never changed or removed by the product; `tongxin journal verify` finds a row
         that was changed or removed behind its back.
Doors    every action records here, inside its own transaction.
"""
