"""Send what recurs, carry errands to the queue, rescue the tasks of dead workers.

Start one or more: one acts, the others take over when it dies.
"""

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(options: argparse.Namespace) -> int:
    from . import refuse, unready, wake

    wake()
    if why := unready():
        return refuse(why)
    from tongxin.clock.scheduler import schedule

    from ..lifeline import end_with_parent

    if os.environ.get("TONGXIN_PARENT"):
        end_with_parent()
    schedule()
    return 0
