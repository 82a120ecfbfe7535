"""Lists of volunteers: every line becomes an invited volunteer, is known, or is refused and why."""

import csv
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from openpyxl import Workbook

from tests.volunteers.conftest import identity
from tongxin.clock.models import Job
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.sheets.reading import Unreadable
from tongxin.volunteers.actions import invite
from tongxin.volunteers.actions import rolls as acting
from tongxin.volunteers.actions.rolls import (
    BadColumns,
    RollBusy,
    RollOver,
    drop_roll,
    export_refused,
    forget_old,
    receive_roll,
    run_taking,
    settle_columns,
    start_taking,
    take_now,
)
from tongxin.volunteers.models import RefusedLine, Roll, Volunteer

HEAD = ["姓名", "手机号", "身份证号", "所在村", "服务意向", "特长"]
WANG = [
    "王丽",
    "13800000031",
    identity(date(1985, 5, 5), 1),
    "洋渚村",
    "测量排查、screening",
    "开车送货",
]


@pytest.fixture
def make_roll(tmp_path, town, village, officer):
    def make(*rows, head=HEAD, name="roll.csv", at=town, by=officer):
        path = tmp_path / name
        if name.endswith("xlsx"):
            book = Workbook()
            for row in [head, *rows]:
                book.active.append(row)
            book.save(path)
        else:
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([head, *rows])
        return receive_roll(path, name=name, at=at, by=by)

    return make


def why(roll):
    return list(roll.refused.values_list("number", "code"))


@pytest.mark.parametrize("name", ["roll.csv", "roll.xlsx"])
def test_a_line_becomes_an_invited_volunteer(make_roll, officer, village, name):
    roll = take_now(make_roll(WANG, name=name), by=officer)
    volunteer = Volunteer.objects.select_related("person").get()
    assert (volunteer.state, volunteer.confirmed_at) == ("invited", None)
    assert (volunteer.prefers, volunteer.skills) == (["screening"], ["driving"])
    person = volunteer.person
    assert (person.name, person.home, person.birth_date) == ("王丽", village, date(1985, 5, 5))
    assert person.phone == "13800000031"
    assert not person.has_usable_password()
    assert (roll.taken, roll.known, roll.refused.count()) == (1, 0, 0)
    assert roll.job.state == Job.State.DONE
    assert not roll.file
    assert Entry.objects.get(verb="volunteer.imported").facts == {"roll": roll.pk}


def test_twice_is_once(make_roll, officer):
    take_now(make_roll(WANG), by=officer)
    again = take_now(make_roll(WANG), by=officer)
    assert (again.taken, again.known) == (0, 1)
    assert Volunteer.objects.count() == Person.objects.filter(name="王丽").count() == 1


def test_an_account_that_is_here_is_kept_as_it_is(make_roll, officer, resident):
    row = [resident.name, resident.phone, "", "", "", ""]
    take_now(make_roll(row), by=officer)
    volunteer = Volunteer.objects.get()
    assert (volunteer.person, volunteer.state) == (resident, "invited")


def test_who_was_invited_before_is_known(make_roll, officer, steward, village):
    invite(name="王丽", phone="13800000031", home=village, by=steward)
    assert take_now(make_roll(WANG), by=officer).known == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "13800000032", "", "", "", ""], "no_name"),
        (["长" * 61, "13800000032", "", "", "", ""], "name_too_long"),
        (["李四", "", "", "", "", ""], "no_way"),
        (["李四", "12345", "", "", "", ""], "bad_phone"),
        (["李四", "", "320282198505050010", "", "", ""], "bad_identity"),
        (["李四", "13800000032", "", "桃花源村", "", ""], "no_place"),
        (["李四", "13800000032", "", "永兴村", "", ""], "place_outside"),
        (["李四", "#REF!", "", "", "", ""], "formula_error"),
        (["李小", "13800000032", identity(timezone.localdate() - timedelta(days=900)), "", "", ""],
         "child"),
        (["王丽", "13800000031", "", "", "", ""], "twice"),
        (["李四", "13800000031", "", "", "", ""], "phone_twice"),
        (["李四", "13800000001", "", "", "", ""], "phone_taken"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_taken_is_listed_with_its_reason(
    make_roll, officer, resident, other_village, row, code
):
    roll = take_now(make_roll(WANG, row), by=officer)
    assert why(roll) == [(3, code)]
    assert (roll.taken, Volunteer.objects.count()) == (1, 1)
    refused = roll.refused.get()
    assert "%(" not in refused.reason
    assert refused.cells == row
    assert "13800000001" not in refused.cells_sealed


def test_phone_and_identity_of_two_accounts(make_roll, officer, resident, make_volunteer):
    make_volunteer("other", name="王丽", born=date(1985, 5, 5), phone="13800000077")
    row = ["王丽", resident.phone, WANG[2], "", "", ""]
    assert why(take_now(make_roll(row), by=officer)) == [(2, "two_people")]


def test_birth_dates_have_to_agree(make_roll, officer):
    head = [*HEAD[:3], "出生日期"]
    roll = make_roll([*WANG[:3], "1985-05-06"], ["李四", "13800000032", "", "昨天"], head=head)
    assert why(take_now(roll, by=officer)) == [(2, "birth_date_differs"), (3, "bad_birth_date")]


def test_a_killed_import_goes_on_where_it_stopped(make_roll, officer, monkeypatch):
    monkeypatch.setattr(acting, "AT_ONCE", 2)
    rows = [[f"张{n}", f"139000000{n:02d}", "", "", "", ""] for n in range(5)]
    roll = acting._open_job(make_roll(*rows), officer)
    told = []

    def kill(job):
        told.append(job.done)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_taking(roll, by=officer, tell=kill)
    fresh = Roll.objects.select_related("job", "place").get()
    assert (fresh.taken, fresh.next_row) == (4, 5)
    run_taking(fresh, by=officer)
    run_taking(Roll.objects.select_related("job", "place").get(), by=officer)
    assert Volunteer.objects.count() == 5
    assert len(set(Volunteer.objects.values_list("number", flat=True))) == 5


def test_the_columns_may_be_settled_by_hand(make_roll, officer):
    roll = make_roll(["13800000031", "王丽"], head=["甲", "乙"])
    with pytest.raises(BadColumns):
        start_taking(roll, by=officer)
    for wrong in ({"name": 1}, {"name": 1, "phone": 1}, {"name": 1, "phone": 7}):
        with pytest.raises(BadColumns):
            settle_columns(roll, columns=wrong, by=officer)
    roll = settle_columns(roll, columns={"name": 1, "phone": 0}, by=officer)
    roll = take_now(roll, by=officer)
    assert (roll.taken, why(roll)) == (1, [(1, "bad_phone")])


def test_wrong_columns_are_given_up(make_roll, officer, monkeypatch):
    monkeypatch.setattr(acting, "AT_ONCE", 2)
    monkeypatch.setattr(acting, "GIVE_UP_AFTER", 4)
    rows = [[f"张{n}", "x", "", "", "", ""] for n in range(8)]
    roll = take_now(make_roll(*rows), by=officer)
    assert (roll.job.state, roll.next_row) == (Job.State.FAILED, 5)


def test_in_the_background_once(make_roll, officer, work):
    roll = start_taking(make_roll(WANG), by=officer)
    with pytest.raises(RollBusy):
        start_taking(roll, by=officer)
    work()
    roll = Roll.objects.get()
    assert (roll.taken, roll.is_done) == (1, True)
    with pytest.raises(RollOver):
        start_taking(roll, by=officer)


def test_the_refused_are_exported_with_their_reasons(make_roll, officer):
    roll = take_now(make_roll(WANG, ["李四", "1", "", "", "", ""]), by=officer)
    header, line = export_refused(roll, by=officer)
    assert header[2:] == HEAD
    assert line[0] == "3"
    assert line[2:4] == ["李四", "1"]
    assert Entry.objects.filter(verb="roll.refused_exported").exists()


def test_an_empty_list_is_said_to_be_one(make_roll):
    with pytest.raises(Unreadable):
        make_roll()


def test_a_dropped_list_is_gone(make_roll, officer):
    drop_roll(make_roll(WANG), by=officer)
    assert not Roll.objects.exists()


def test_old_files_and_refused_lines_are_forgotten(make_roll, officer):
    take_now(make_roll(WANG, ["李四", "1", "", "", "", ""]), by=officer)
    make_roll(WANG)
    assert forget_old(by=robot("importer")) == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert forget_old(by=robot("importer")) == 2
        assert forget_old(by=robot("importer")) == 0
    assert not RefusedLine.objects.exists()
    assert not Roll.objects.exclude(file="").exists()


def test_a_stranger_and_a_steward_bring_no_lists(make_roll, stranger, steward, officer):
    for one in (stranger, steward):
        with pytest.raises(NotAllowed):
            make_roll(WANG, by=one)
    roll = make_roll(WANG)
    for one in (stranger, steward):
        with pytest.raises(NotAllowed):
            take_now(roll, by=one)
