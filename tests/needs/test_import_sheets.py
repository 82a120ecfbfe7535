import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from tests.needs.sheets import BOARD, ROWS, write_csv, write_xlsx
from tongxin.needs.intake.columns import guess
from tongxin.places.gazetteer import Gazetteer, Spot
from tongxin.sheets import reading as sheets
from tongxin.sheets.cells import CHINA, moment_of, text_of
from tongxin.sheets.reading import Unreadable, read_sheet
from tongxin.sheets.writing import neutral

NINE = datetime(2020, 1, 27, 9, 30, tzinfo=CHINA)
MIDNIGHT = datetime(2020, 1, 27, tzinfo=CHINA)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_csv_is_read_whatever_wrote_it(tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "a.csv", [BOARD, *ROWS], encoding, delimiter)
    sheet = read_sheet(path)
    assert sheet.rows[0] == BOARD
    assert guess(sheet.rows).of == {"ref": 0, "name": 1, "subject": 2, "time": 3, "words": 4}


def test_the_header_is_found_below_a_title(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [[""] * 6, BOARD, *ROWS], title="2020年群众留言汇总")
    assert guess(read_sheet(path).rows).header == 2


def test_a_list_without_a_header_is_understood_by_its_content(tmp_path):
    rows = [["想请老师讲讲网课，孩子听不懂", "13900000002", "2020-01-27 9:30"]] * 4
    columns = guess(read_sheet(write_csv(tmp_path / "a.csv", rows)).rows)
    assert columns.header == -1
    assert columns.of == {"words": 0, "phone": 1, "time": 2}


@pytest.mark.parametrize(
    ("headings", "of"),
    [
        (["序号", "姓名", "手机号码", "所在村", "需求描述"],
         {"ref": 0, "name": 1, "phone": 2, "place": 3, "words": 4}),
        (["工单编号", "来电时间", "诉求人", "联系电话", "诉求内容", "诉求类别", "办结时间"],
         {"ref": 0, "time": 1, "name": 2, "phone": 3, "words": 4, "category": 5}),
        (["id", "created_at", "user", "message", "address"],
         {"ref": 0, "time": 1, "name": 2, "words": 3, "address": 4}),
        (["标题", "发布日期"], {"words": 0, "time": 1}),
        (["留言内容", "回复内容", "回复时间", "留言时间"], {"words": 0, "time": 3}),
    ],
)  # fmt: skip
def test_columns_are_known_by_what_people_call_them(headings, of):
    assert guess([headings, ["x"] * len(headings)]).of == of


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2020/1/27 9:30:00", NINE), ("2020-01-27T09:30:00+08:00", NINE), ("2020.1.27 9:30", NINE),
        ("2020-01-27T01:30:00Z", NINE), ("2020年1月27日 上午9点30分", NINE), (43857.395833, NINE),
        ("43857.395833", NINE), ("1/27/2020 9:30 AM", NINE), ("27/1/2020 09:30", NINE),
        (1580088600.0, NINE), ("1580088600000", NINE), ("202001270930", NINE),
        ("2020-01-27 星期一 9:30", NINE), ("２０２０-０１-２７", MIDNIGHT), ("20200127", MIDNIGHT),
        (20200127.0, MIDNIGHT), (datetime(2020, 1, 27, 9, 30), NINE),  # noqa: DTZ001
        ("2020年1月27日下午3时", NINE.replace(hour=15, minute=0)),
        ("2019/6/4 18:08:56", datetime(2019, 6, 4, 18, 8, 56, tzinfo=CHINA)),
        ("昨天", None), ("2020-13-01", None), ("", None), ("99:99", None), (3.0, None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(cell, moment):
    assert moment_of(cell) == moment


@pytest.mark.parametrize(
    ("cell", "text"),
    [(188031.0, "188031"), (1.5, "1.5"), (None, ""), ("a\x00b\u3000\r\nc", "ab \nc"),
     (True, "TRUE"), ("\ud800x", "x")],
)  # fmt: skip
def test_a_cell_reads_as_it_looks(cell, text):
    assert text_of(cell) == text


def test_merged_cells_speak_for_each_row(tmp_path):
    book = Workbook()
    for row in (["所在村", "诉求内容"], ["洋渚村", "想学太极拳"], [None, "想学书法"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    assert [row[0] for row in read_sheet(tmp_path / "a.xlsx").rows] == [
        "所在村",
        "洋渚村",
        "洋渚村",
    ]


def test_a_formula_without_its_value_is_empty_not_a_crash(tmp_path):
    rows = [["诉求内容", "编号"], ['=CONCATENATE("想学","太极")', 1]]
    sheet = read_sheet(write_xlsx(tmp_path / "a.xlsx", rows))
    assert sheet.rows[1][0] == ""


@pytest.mark.parametrize(
    "raw",
    [b"", b"  \n", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook",
     b"\x00\x01\x02" * 50, b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00\x00"],
)  # fmt: skip
def test_what_is_no_list_is_refused(tmp_path, raw):
    (tmp_path / "a.xlsx").write_bytes(raw)
    with pytest.raises(Unreadable):
        read_sheet(tmp_path / "a.xlsx")


def test_a_protected_workbook_is_named_as_such(tmp_path):
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(encrypted)
    with pytest.raises(Unreadable, match=r"password|密码"):
        read_sheet(tmp_path / "a.xlsx")


def test_an_empty_zip_is_damaged(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Unreadable):
        read_sheet(tmp_path / "a.xlsx")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable, match="200"):
        read_sheet(path)


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(Unreadable):
        read_sheet(write_csv(tmp_path / "a.csv", [["内容"]] * 5))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("丁蜀镇洋渚村", "1/2/3/"), ("洋渚村", "1/2/3/"), ("洋渚", "1/2/3/"),
        ("洋渚社区", "1/2/3/"),
        ("320282112226", "1/2/3/"), ("江苏省宜兴市丁蜀镇", "1/2/"), ("丁蜀", "1/2/"),
        ("永兴村", None),
        ("丁蜀永兴村", "1/2/4/"), ("某某县", None), ("洋渚村、丁蜀永兴村", "1/2/"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_name(text, path):
    spots = [
        Spot(1, "320282", "1/", ("宜兴市",)), Spot(2, "320282112", "1/2/", ("丁蜀镇",)),
        Spot(3, "320282112226", "1/2/3/", ("洋渚村", "洋渚村村民委员会")),
        Spot(4, "320282112227", "1/2/4/", ("永兴村",)),
        Spot(5, "320282107204", "1/5/6/", ("永兴村",)),
    ]  # fmt: skip
    spot = Gazetteer(spots, root="1/", label="宜兴市").named(text)
    assert (spot and spot.path) == path


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "＝1"])
def test_a_cell_of_an_export_has_no_life_of_its_own(text):
    assert neutral(text).startswith("'")
    assert neutral("普通") == "普通"
