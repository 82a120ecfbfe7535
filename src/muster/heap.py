"""A four-armed heap of int64 keys (``distance << 32 | number``) in an array the caller owns."""

from muster.compiled import part


@part
def push(heap, n, key):
    """Put `key` among the first `n` keys; return n + 1."""
    at = n
    while at > 0:
        above = (at - 1) >> 2
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key
    return n + 1


@part
def pop(heap, n):
    """Take the smallest of `n` keys away and return it; n - 1 remain."""
    top, n = heap[0], n - 1
    key, at = heap[n], 0
    while True:
        first = 4 * at + 1
        if first >= n:
            break
        least = first
        for other in range(first + 1, min(first + 4, n)):
            if heap[other] < heap[least]:
                least = other
        if heap[least] >= key:
            break
        heap[at] = heap[least]
        at = least
    heap[at] = key
    return top
