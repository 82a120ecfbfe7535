"""Keep a process that serves pages on one core.

Its threads take turns at the interpreter. Handed from core to core, a turn costs as much as a small
query, and a busy neighbour costs two turns of three: kept on one core, the same threads serve a
third more pages (ADR 13). Several processes choose different cores.
"""

import os
import random
import socket

NAME = "tongxin-core"  # of the sockets that claim cores, on this machine or in this container
_claims: list[socket.socket] = []  # the one that is held, for as long as the process lives


def keep_to_one_core() -> int | None:
    """Choose a core no other process of ours has, and stay there; None: none was free, or asked.

    A claim is the name of a socket that nobody connects to: it ends with its process, however that
    ends. Threads begun later stay on the core as well. `TONGXIN_PIN=0` lets the process roam.
    """
    if os.environ.get("TONGXIN_PIN") == "0" or not hasattr(os, "sched_setaffinity"):
        return None
    cores = list(os.sched_getaffinity(0))
    random.shuffle(cores)  # of several containers, each with names of its own, few choose alike
    for core in cores if len(cores) > 1 else ():
        if _claimed(core):
            os.sched_setaffinity(0, [core])
            return core
    return None


def _claimed(core: int) -> bool:
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0{NAME}-{core}")
    except OSError:
        claim.close()
        return False
    _claims.append(claim)
    return True
