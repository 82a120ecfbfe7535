"""Do queued tasks, one after another. Start several for more at once.

examples:
  tongxin worker             until Ctrl-C; a task in hand is finished or given back
  tongxin worker --batch     until the queue is empty (for tests and cron)

A worker may be killed at any moment: the scheduler gives its task to another.
"""

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", action="store_true", help="end when nothing is left to do")


def run(options: argparse.Namespace) -> int:
    from . import refuse, unready, wake

    wake()
    if why := unready():
        return refuse(why)
    from tongxin.clock.worker import work

    from ..lifeline import end_with_parent

    if os.environ.get("TONGXIN_PARENT"):
        end_with_parent()
    work(batch=options.batch)
    return 0
