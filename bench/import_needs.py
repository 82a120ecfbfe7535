"""How fast a large message board comes in, and comes in again.

    python bench/import_needs.py [rows] [file]

Makes a spreadsheet of `rows` (50,000) messages, like a city's message board, or takes the rows of
`file` over and over with new numbers; imports it into a database of its own, twice.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="tongxin-bench-"))
os.environ["TONGXIN_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
os.environ.pop("DATABASE_URL", None)

HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]
MATTERS = [
    "路灯不亮",
    "孩子听不懂网课",
    "想学太极拳",
    "老人配不到药",
    "楼道没人消毒",
    "健康码不会弄",
]
WORDS = "家里老人小区门口每天早上晚上没有办法希望能够帮忙解决一下这个问题谢谢你们村里大家都很着急"


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tongxin.needs.actions import importing, receiving
    from tongxin.people.actions import robot
    from tongxin.places.actions import set_up_yixing
    from tongxin.places.models import Place

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    call_command("migrate", verbosity=0)
    set_up_yixing(by=robot("installer"))
    path = write(count, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    print(f"{count:,} rows, {path.stat().st_size / 1e6:.1f} MB")
    at = Place.objects.get(code="320282")
    for round_ in ("first", "again"):
        began = time.perf_counter()
        intake = receiving.receive_file(
            path, name=path.name, source="bench", at=at, by=robot("importer")
        )
        received = time.perf_counter()
        intake = importing.import_now(intake, by=robot("importer"), tell=lambda job: None)
        ended = time.perf_counter()
        print(
            f"{round_}: received in {received - began:.1f} s, taken in {ended - received:.1f} s; "
            f"new {intake.taken:,}, known {intake.known:,}, refused {intake.refused.count():,}"
        )


def write(count: int, like: Path | None) -> Path:
    """Write the spreadsheet; return its path."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    rows = like_rows(like) if like else made_rows()
    for number in range(count):
        row = list(next(rows))
        row[0] = 188_000 + number
        sheet.append(row)
    book.save(HOME / "board.xlsx")
    return HOME / "board.xlsx"


def like_rows(path: Path):
    from tongxin.sheets.reading import read_sheet

    rows = read_sheet(path).rows[1:]
    while True:
        yield from rows


def made_rows():
    chance = random.Random(7)
    while True:
        body = "".join(chance.choices(WORDS, k=chance.randint(60, 600)))
        day = f"2020/{chance.randint(1, 3)}/{chance.randint(1, 28)} {chance.randint(6, 22)}:05:09"
        matter = chance.choice(MATTERS)
        yield [0, f"A{chance.randint(10**7, 10**8)}", matter, day, body, 0, chance.randint(0, 9)]


if __name__ == "__main__":
    main()
