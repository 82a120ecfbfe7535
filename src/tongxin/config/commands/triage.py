"""Suggest route, platform, class, urgency and duplicates for a file of messages.

examples:
  tongxin triage --input in.csv --output out.csv

The input is CSV in UTF-8 or GB18030 with a `text` column, and `place` (a code), `time` and `id`
where they are known. The output adds route, platform, service_class, urgency, duplicate_of,
confidence and reasons; duplicate_of is the id, or without ids the row number counted from 1, of
the earliest row about the same matter at the same place. A suggestion is only that: people decide.
It needs no database.
"""

import argparse
from pathlib import Path

STEPS = {
    "model": "Reading the examples",
    "messages": "Sorting messages",
    "duplicates": "Looking for duplicates",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)


def run(options: argparse.Namespace) -> int:
    from tongxin.needs.triage import run_csv
    from tongxin.needs.triage.csvfile import BadFile

    from ..progress import Progress
    from . import refuse

    say = Progress()
    try:
        count = run_csv(
            options.input,
            options.output,
            progress=lambda step, done, total: say(STEPS.get(step, step), done, total),
        )
    except (BadFile, OSError) as error:
        return refuse(str(error))
    say.close()
    print(f"{count:,} rows in {options.output}")
    return 0
