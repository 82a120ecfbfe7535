"""How fast triage is: a file with the search for duplicates, and one message against the open list.

    python -m bench triage                     4,000 and 50,000 messages made up; 100,000 open ones
    python -m bench triage --rows 10000        … of this size only
    python -m bench triage --file board.csv    its text column, over and over, a bit changed

Messages are drawn from the labelled examples and paraphrases, each at a village, a third of them
told again in other words at the same place. They are learnt texts: this measures speed only.
"""

import argparse
import csv
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

ROWS = [4_000, 50_000]
OPEN = 100_000
ASKED = 300
_OFFICES = ("居民委员会", "村民委员会", "村委会", "居委会")
_GREETINGS = ("", "", "您好，", "请问，", "领导好：", "麻烦了，", "急，")


@dataclass(frozen=True)
class Told:
    """A message and where it was written."""

    text: str
    place: str
    time: datetime


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS, help="sizes of the files")
    parser.add_argument("--open", type=int, default=OPEN, help="messages on the open list; 0: none")
    parser.add_argument("--file", type=Path, help="a CSV file whose text column is taken instead")
    parser.add_argument("--codes", action="store_true", help="write the place's code as a column")


def run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    from tongxin.needs.triage.duplicates import default_scorer
    from tongxin.needs.triage.model import default_model

    default_scorer(default_model())
    print(f"model and scorer: {time.perf_counter() - began:.1f} s", flush=True)
    for count in options.rows:
        _file(count, options)
    if options.open:
        _open_list(options)
    return 0


def _file(count: int, options: argparse.Namespace) -> None:
    from tongxin.needs.triage import run_csv

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "place"] if options.codes else ["text"])
            for told in _told(count, options.file):
                writer.writerow([told.text, told.place] if options.codes else [told.text])
        marks: dict[str, float] = {}
        wall, worked = time.perf_counter(), time.process_time()
        run_csv(source, target, progress=lambda what, *_: marks.update({what: time.perf_counter()}))
        worked, ended = time.process_time() - worked, time.perf_counter()
        with target.open(encoding="utf-8-sig", newline="") as file:
            found = sum(bool(row["duplicate_of"]) for row in csv.DictReader(file))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{count:,} messages: {ended - wall:.1f} s by the clock, {worked:.1f} s of processor time, "
        f"{marks['messages'] - wall:.1f} s of it before the search for duplicates; "
        f"{found:,} like an earlier one; {peak:.2f} GB",
        flush=True,
    )


def _open_list(options: argparse.Namespace) -> None:
    from tongxin.needs.triage import duplicate_index

    told = list(_told(options.open, options.file))
    began = time.perf_counter()
    index = duplicate_index(
        range(len(told)), [one.text for one in told],
        [one.place if options.codes else "" for one in told], [one.time for one in told],
    )  # fmt: skip
    print(f"{len(index):,} open messages prepared in {time.perf_counter() - began:.1f} s")
    asked = random.Random(1).sample(told, min(ASKED, len(told)))
    spent = []
    for number, one in enumerate(asked):
        began = time.perf_counter()
        index.like(f"求助：{one.text}", place=one.place if options.codes else "", time=one.time)
        spent.append(1000 * (time.perf_counter() - began))
        if number % 10 == 0:
            index.add([f"new {number}"], [one.text], [""], [one.time])
    spent.sort()
    print(
        f"one message against them: median {statistics.median(spent):.1f} ms, "
        f"95 % within {spent[int(0.95 * len(spent))]:.1f} ms, slowest {spent[-1]:.1f} ms"
    )


def _told(count: int, like: Path | None) -> Iterator[Told]:
    chance = random.Random(count)
    texts = _of_file(like, chance) if like else _made_up(chance)
    start = datetime(2020, 2, 1, tzinfo=UTC)
    for number, (text, place) in zip(range(count), texts, strict=False):
        yield Told(text, place, start + timedelta(minutes=number))


def _of_file(path: Path, chance: random.Random) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    while True:
        for text in chance.sample(texts, len(texts)):
            parts = text.split("。")
            if len(parts) > 3:
                parts.pop(chance.randrange(len(parts)))
            yield chance.choice(_GREETINGS) + "。".join(parts), ""


def _made_up(chance: random.Random) -> Iterator[tuple[str, str]]:
    from tongxin.needs.triage import examples, pairs

    villages = _villages()
    single = [each.text for each in examples.labelled("paraphrases")]
    matters = list(pairs.paraphrases().values())
    while True:
        code, name = chance.choice(villages)
        if chance.random() < 1 / 3:
            for text in chance.sample(chance.choice(matters), 2):
                yield chance.choice(_GREETINGS) + text.replace("{p}", name), code
        else:
            yield f"{chance.choice(_GREETINGS)}{name}：{chance.choice(single)}", code


def _villages() -> list[tuple[str, str]]:
    text = resources.files("tongxin.places").joinpath("data/yixing_villages.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        name = row["name"]
        for office in _OFFICES:
            name = name.removesuffix(office)
        found.append((row["code12"], name if name.endswith(("村", "社区")) else f"{name}村"))
    return found
