"""Prove the ledger of hours, or check a certificate of service.

examples:
  tongxin records verify                 walk the chain and reckon every book again;
                                         exit code 1 when anything does not hold
  tongxin records check paper.pdf        check a certificate by its signature: no network,
                                         no database; also its JSON file
  tongxin records check paper.pdf --key ed25519:…   … and that this city signed it
"""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "check"])
    parser.add_argument("file", nargs="?", type=Path, help="of the certificate, for check")
    parser.add_argument("--key", default="", help="the city's public key, ed25519:…")


def run(options: argparse.Namespace) -> int:
    return _verify() if options.what == "verify" else _check(options.file, options.key)


def _verify() -> int:
    from . import wake

    wake()
    from tongxin.people.actions import robot
    from tongxin.records.actions import seal_lines, verify_records
    from tongxin.records.models import Link

    while seal_lines(by=robot("clock"), thoroughly=True):
        pass
    faults = 0
    for fault in verify_records():
        faults += 1
        print(f"line {fault.number}: {fault.what}" if fault.number else fault.what)
    total = Link.objects.count()
    print(f"{total:,} lines, " + (f"{faults:,} faults" if faults else "the ledger holds"))
    return 1 if faults else 0


def _check(file: Path | None, key: str) -> int:
    from tongxin.records.checking import checked, in_lines
    from tongxin.records.signing import NotGenuine

    if file is None:
        print("which file? tongxin records check certificate.pdf", file=sys.stderr)
        return 2
    try:
        document, name = checked(file, key)
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return 2
    except NotGenuine as error:
        print(f"NOT GENUINE: {error}")
        return 1
    print("\n".join(in_lines(document)))
    if key:
        print("genuine: every word above is signed with the key you named")
    else:
        print(f"every word above is signed with {name}\ncompare this key with the city's own")
    return 0
