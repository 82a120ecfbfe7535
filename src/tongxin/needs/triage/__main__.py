"""Command line: `python -m tongxin.needs.triage --input in.csv --output out.csv | --evaluate`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="tongxin triage", description="Suggest for each message where it belongs, and why."
    )
    parser.add_argument("--input", help="CSV with a text column (UTF-8 or GB18030)")
    parser.add_argument("--output", help="CSV to write")
    parser.add_argument("--evaluate", action="store_true", help="print accuracy figures")
    chosen = parser.parse_args(arguments)
    if chosen.evaluate:
        from tongxin.needs.triage.evaluate import report

        for line in report():
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        return 0
    if not (chosen.input and chosen.output):
        parser.error("give --input and --output, or --evaluate")
    return _run(chosen.input, chosen.output)


def _run(source: str, target: str) -> int:
    from tongxin.needs.triage.csvfile import BadFile, run_csv

    started = time.monotonic()
    try:
        count = run_csv(source, target, progress=_teller(started))
    except BadFile as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"{count} messages in {time.monotonic() - started:.1f} s → {target}\n")
    return 0


def _teller(started: float) -> Callable[[str, int, int], None]:
    def tell(what: str, done: int, total: int) -> None:
        passed = time.monotonic() - started
        sys.stderr.write(f"  {passed:6.1f} s  {what} {done}/{total}\n")

    return tell


if __name__ == "__main__":
    sys.exit(main())
