"""Sorting packed entries (``cost << 32 | number``): costs into buckets, then each bucket.

Costs of neighbours are spread evenly enough for a bucket of four to need a step or two: two to
three times less work than comparing. Where they are not (a village in which everybody costs the
same), the crowded bucket is sorted by comparing.
"""

import numpy as np

from muster.compiled import allocating_kernel, part

FEW = 24
"""Entries that are put in order one by one."""
A_BUCKET = 4


@part
def insert_each(entry, first, stop):
    """Sort ``entry[first:stop]`` by putting each where it belongs."""
    for a in range(first + 1, stop):
        key, at = entry[a], a
        while at > first and entry[at - 1] > key:
            entry[at] = entry[at - 1]
            at -= 1
        entry[at] = key


@part
def bucket_of(entry, low, scale):
    """Return the bucket of an entry when the first cost is `low`, with `scale` buckets a unit."""
    return np.int64(((entry >> 32) - low) * scale)


@allocating_kernel
def sort_entries(entry, first, stop):
    """Sort ``entry[first:stop]`` (int64)."""
    n = stop - first
    if n <= FEW:
        insert_each(entry, first, stop)
        return
    low = high = entry[first] >> 32
    for a in range(first, stop):
        low, high = min(low, entry[a] >> 32), max(high, entry[a] >> 32)
    buckets = n // A_BUCKET + 1
    scale = (buckets - 0.5) / (high - low + 1)
    ends = np.zeros(buckets + 1, np.int32)
    for a in range(first, stop):
        ends[bucket_of(entry[a], low, scale) + 1] += 1
    for b in range(buckets):
        ends[b + 1] += ends[b]
    spread = np.empty(n, np.int64)
    for a in range(first, stop):
        b = bucket_of(entry[a], low, scale)
        spread[ends[b]] = entry[a]
        ends[b] += 1
    begin = np.int64(0)
    for b in range(buckets):
        end = np.int64(ends[b])
        if end - begin > FEW:
            spread[begin:end].sort()
        else:
            insert_each(spread, begin, end)
        begin = end
    entry[first:stop] = spread
