"""Files as people send them."""

import csv
import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook

BOARD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数"]
ROWS: list[list[Any]] = [
    [188031, "A00040066", "路灯不亮", "2020/1/27 9:30:00", "洋渚村三组路口的路灯坏了半个月", 1],
    [188249, "小吴", "网课", "2020/1/28 18:04:25", "孩子上网课听不懂，想请老师讲讲", 0],
    [188691, "", "", "2020/1/29 8:00:01", "想学太极拳", 3],
]


def write_xlsx(path: Path, rows: list[list[Any]], title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def write_csv(
    path: Path, rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
