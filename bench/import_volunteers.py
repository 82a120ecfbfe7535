"""How fast a list of volunteers comes in, killed half-way, taken again, and sent a second time.

    python -m bench import-volunteers [rows]       120,000 unless told otherwise

Makes an XLSX and a CSV of `rows` people with phone, identity number, village, skills; takes the
first into an empty register (SQLite, or the empty database of DATABASE_URL): a worker is killed
with signal 9 in the middle, another goes on. Then the second file with the same people is taken:
nobody may be entered twice. Rows of the SQLite register are kept in a folder of its own.
"""

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEAD = ["姓名", "手机号", "身份证号", "居住村（社区）", "服务意向", "特长", "语言"]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华建国志飞玉红梅春燕鹏辉玲俊峰雪琴斌凤宁"
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # GB 11643
KILL_AT = 0.4  # of the rows
DIRECTOR = "bench-director"


def main(words: list[str]) -> int:
    count = int(words[0]) if words else 120_000
    home = Path(os.environ.setdefault("TONGXIN_HOME", tempfile.mkdtemp(prefix="tongxin-bench-")))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
    if words[1:] == ["--take"]:
        return take_waiting()
    set_up()
    files = write(count, home)
    first = receive(files[0])
    wall = time.perf_counter()
    kill_in_the_middle(count, first)
    killed = time.perf_counter() - wall
    wall = time.perf_counter()
    work = run_worker().wait()
    again = time.perf_counter() - wall
    tell(first, f"XLSX: {killed:.0f} s to the kill, {again:.0f} s to the end"
                f" ({count / (killed + again):,.0f} rows/s)")  # fmt: skip
    second, wall = receive(files[1]), time.perf_counter()
    work |= run_worker().wait()
    tell(second, f"CSV, the same people: {time.perf_counter() - wall:.0f} s")
    from tongxin.volunteers.models import Volunteer

    numbers = Volunteer.objects.values("number").distinct().count()
    complete = Volunteer.objects.count() == numbers == count
    print(f"{numbers:,} volunteers, {'each once' if complete else 'WRONG'}")
    return work or int(not complete)


def set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tongxin.people.actions import create_person, give_grant, robot
    from tongxin.places.actions import set_up_yixing
    from tongxin.places.models import Place
    from tongxin.volunteers.models import Volunteer

    call_command("migrate", verbosity=0)
    if Volunteer.objects.exists():
        sys.exit("this database holds volunteers already: name an empty one")
    set_up_yixing(by=robot("installer"))
    person = create_person(username=DIRECTOR, name="测量")
    give_grant(person, role="director", at=Place.objects.get(parent=None), by=robot("installer"))


def director() -> Any:
    from tongxin.people.models import Person

    return Person.objects.get(username=DIRECTOR)


def receive(path: Path) -> Any:
    from tongxin.places.models import Place
    from tongxin.volunteers.actions import rolls

    began = time.perf_counter()
    city = Place.objects.get(parent=None)
    roll = rolls.receive_roll(path, name=path.name, at=city, by=director())
    print(f"{path.name}: {roll.rows:,} rows, {path.stat().st_size / 1e6:.1f} MB,"
          f" received in {time.perf_counter() - began:.1f} s", flush=True)  # fmt: skip
    return roll


def run_worker() -> "subprocess.Popen[bytes]":
    """Take the roll that waits, in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "bench", "import-volunteers", "0", "--take"])


def take_waiting() -> int:
    import django

    django.setup()
    from tongxin.volunteers.actions import rolls
    from tongxin.volunteers.models import Roll

    roll = Roll.objects.exclude(file="").select_related("job", "place").latest("pk")
    began, worked = time.perf_counter(), time.process_time()
    if roll.is_under_way:
        rolls.run_taking(roll, by=director())
    else:
        rolls.take_now(roll, by=director())
    print(f"  a worker: {time.perf_counter() - began:.1f} s,"
          f" {time.process_time() - worked:.1f} s of CPU", flush=True)  # fmt: skip
    return 0


def kill_in_the_middle(count: int, roll: Any) -> None:
    worker = run_worker()
    while worker.poll() is None:
        roll.refresh_from_db(fields=["next_row"])
        if roll.next_row >= KILL_AT * count:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        time.sleep(0.05)
    print(f"  killed with signal 9 at row {roll.next_row:,}", flush=True)


def tell(roll: Any, words: str) -> None:
    roll.refresh_from_db()
    print(f"{words}; new {roll.taken:,}, known {roll.known:,}, refused {roll.refused.count():,}",
          flush=True)  # fmt: skip


def write(count: int, home: Path) -> list[Path]:
    """Write the people as a spreadsheet and as a CSV; return both paths."""
    from openpyxl import Workbook

    home.mkdir(parents=True, exist_ok=True)
    rows = [HEAD, *made(count)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(home / "people.xlsx")
    with (home / "people.csv").open("w", newline="", encoding="gb18030") as file:
        csv.writer(file).writerows(rows)
    return [home / "people.xlsx", home / "people.csv"]


def made(count: int) -> list[list[str]]:
    """Return people who might live in Yixing: each with a phone and identity of their own."""
    from tongxin.places.models import Place

    chance = random.Random(7)
    villages = [f"{one.parent}{one}" for one in Place.objects.stations().select_related("parent")]
    return [
        [
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
            f"1{chance.randint(3, 9)}{10**8 + number * 7 % 10**9:09d}",
            identity(chance, number),
            chance.choice(villages),
            chance.choice(["", "测量排查", "宣传引导、卫生消毒", "看护看守", "信息服务"]),
            chance.choice(["", "", "开车送货", "急救", "电脑录入"]),
            chance.choice(["", "普通话", "宜兴话、普通话"]),
        ]
        for number in range(count)
    ]


def identity(chance: random.Random, number: int) -> str:
    """Return an identity number of Yixing nobody else of the list has, with its check digit."""
    born = date(1945, 1, 1) + timedelta(days=number % 21_000)
    first = f"320282{born:%Y%m%d}{1 + number // 21_000 * 7 % 999:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]
