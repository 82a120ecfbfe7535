"""Prove that nobody changed the journal.

examples:
  tongxin journal verify     walk the whole chain; exit code 1 when a row was changed or removed
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"])


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from tongxin.journal.actions import seal_entries, verify_journal
    from tongxin.journal.models import Seal

    while seal_entries(thoroughly=True):
        pass
    faults = 0
    for fault in verify_journal():
        faults += 1
        print(f"entry {fault.number}: {fault.what}")
    total = Seal.objects.count()
    print(f"{total:,} entries, " + (f"{faults:,} faults" if faults else "the chain holds"))
    return 1 if faults else 0
