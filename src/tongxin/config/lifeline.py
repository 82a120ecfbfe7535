"""A child that outlives its supervisor would hold the port and the database: it ends instead."""

import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 8.0


def end_with_parent() -> None:
    """End this process soon after its parent is gone, even when that was killed with -9."""
    parent = int(os.environ.get("TONGXIN_PARENT") or os.getppid())
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
