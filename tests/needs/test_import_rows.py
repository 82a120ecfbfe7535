from pathlib import Path

import pytest

from tests.needs.sheets import BOARD, ROWS, write_csv, write_xlsx
from tongxin.clock.actions import ask_cancel
from tongxin.clock.models import Errand
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.needs.actions.importing import run_import, start_import
from tongxin.needs.actions.receiving import (
    BadColumns,
    IntakeBusy,
    IntakeOver,
    SourceTaken,
    drop_intake,
    forget_old_files,
    receive_file,
    settle_columns,
)
from tongxin.needs.actions.taking import take_rows
from tongxin.needs.intake.drafts import Draft
from tongxin.needs.models import Intake, Need, Step, TimeLimit
from tongxin.people.actions import robot

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "citizen_messages.xlsx"


@pytest.fixture
def receive(tmp_path, settings, officer, town):
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(rows=(BOARD, *ROWS), name="board.xlsx", source="留言板", **parts):
        path = tmp_path / name
        write_csv(path, rows) if name.endswith("csv") else write_xlsx(path, rows)
        return receive_file(path, name=name, source=source, **{"at": town, "by": officer} | parts)

    return make


@pytest.fixture
def take(officer, work):
    """Start the import and do its task."""

    def make(intake):
        start_import(intake, by=officer)
        work()
        return Intake.objects.select_related("job").get(pk=intake.pk)

    return make


def test_a_board_comes_in_whole(receive, take, village, town, officer):
    intake = take(receive())
    assert (intake.taken, intake.known, intake.refused.count()) == (3, 0, 0)
    assert (intake.job.state, intake.job.percent) == ("done", 100)
    need = Need.objects.get(source_ref="188031")
    assert (need.state, need.channel, need.place) == ("pending", "import", village)
    assert need.words == "路灯不亮\n洋渚村三组路口的路灯坏了半个月"
    assert need.requester_name == "A00040066"
    assert need.recorder == officer
    assert need.raised_at.isoformat() == "2020-01-27T01:30:00+00:00"
    assert Need.objects.get(source_ref="188249").place == town
    assert Entry.objects.filter(verb="need.raised", on=f"need:{need.pk}").exists()
    assert Step.objects.filter(state="pending").count() == 3
    assert Errand.objects.filter(key="needs.propose").count() == 1


def test_what_is_imported_has_a_time_limit_from_now_on(receive, take, city):
    TimeLimit.objects.create(place=city, state="pending", urgency=4, minutes=60)
    take(receive())
    need = Need.objects.first()
    assert (need.due_at - need.state_since).total_seconds() == 3600


def test_importing_again_is_harmless(receive, take):
    take(receive())
    again = take(receive())
    assert (again.taken, again.known) == (0, 3)
    assert Need.objects.count() == 3


def test_rows_without_a_number_are_known_by_their_content(receive, take):
    rows = [["姓名", "诉求内容"], ["吴阿姨", "想学太极拳"], ["老张", "想学太极拳"]]
    assert take(receive(rows)).taken == 2
    assert take(receive(rows)).known == 2


def test_a_phone_is_sealed_and_an_odd_one_is_not_lost(receive, take):
    rows = [
        ["诉求内容", "联系电话", "地址"],
        ["想学太极拳", "139-0000-0002", "三组5号"],
        ["想学书法", "隔壁老王转", ""],
    ]
    take(receive(rows))
    needs = {need.words: need for need in Need.objects.all()}
    assert needs["想学太极拳"].phone == "13900000002"
    assert "13900000002" not in needs["想学太极拳"].phone_sealed
    odd = needs["想学书法"]
    assert (odd.phone, odd.phone_index) == ("", "")
    assert odd.location_sealed


def test_refused_rows_are_listed_with_number_and_reason(receive, take):
    rows = [BOARD, *ROWS, [1, "甲", "", "昨天", "想学跳舞", 0], [2, "乙", "", "", "", 0]]
    rows += [[3, "丙", "", "", "字" * 5001, 0], [4, "丁", "", "2199/1/1", "想学唱歌", 0]]
    rows += [[188031, "戊", "", "", "另一件事", 0], [5, "己", "", "", "#REF!", 0]]
    intake = take(receive(rows, name="board.csv"))
    assert intake.taken == 3
    assert [(row.number, row.code) for row in intake.refused.all()] == [
        (5, "bad_time"), (6, "no_words"), (7, "words_too_long"), (8, "time_ahead"),
        (9, "ref_twice"), (10, "formula_error"),
    ]  # fmt: skip
    first = intake.refused.first()
    assert "昨天" in first.reason
    assert first.cells[4] == "想学跳舞"
    assert "想学跳舞" not in first.cells_sealed


def test_a_place_nobody_knows_is_kept_in_the_address(receive, take, town):
    take(receive([["内容", "所属镇村"], ["想学太极拳", "某某县"]]))
    need = Need.objects.get()
    assert need.place == town
    assert need.location_sealed


def test_a_village_elsewhere_is_refused(receive, take, other_village):
    intake = take(receive([["内容", "所属镇村"], ["想学太极拳", "永兴村"]]))
    assert intake.refused.get().code == "place_outside"


def test_a_killed_import_goes_on_where_it_stopped(receive, take, officer, monkeypatch):
    monkeypatch.setattr("tongxin.needs.actions.importing.AT_ONCE", 2)
    intake = start_import(receive(), by=officer)
    calls = []

    def die(job):
        calls.append(job)
        raise SystemExit

    with pytest.raises(SystemExit):
        run_import(intake, by=officer, tell=die)
    intake = Intake.objects.select_related("job").get(pk=intake.pk)
    assert (intake.next_row, intake.taken, intake.job.state) == (3, 2, "running")
    run_import(intake, by=officer)
    run_import(intake, by=officer)
    intake.refresh_from_db()
    assert (intake.taken, intake.known, Need.objects.count()) == (3, 0, 3)
    assert intake.job.state == "done"


def test_a_worker_thought_dead_takes_nothing_twice(receive, officer, town):
    intake = receive()
    draft = Draft(2, "想学太极拳", "1", None, "", "", "", None, "", "")
    assert take_rows(intake, [draft], start=0, next_row=2, places={}, by=officer)
    assert take_rows(intake, [draft], start=0, next_row=2, places={}, by=officer) is None
    assert Need.objects.count() == 1


def test_a_stopped_import_keeps_what_it_took_and_may_go_on(receive, take, officer, monkeypatch):
    monkeypatch.setattr("tongxin.needs.actions.importing.AT_ONCE", 2)
    intake = start_import(receive(), by=officer)
    run_import(intake, by=officer, tell=lambda job: job.is_finished or ask_cancel(job, by=officer))
    intake = Intake.objects.select_related("job").get(pk=intake.pk)
    assert (intake.job.state, intake.taken) == ("cancelled", 2)
    assert take(intake).taken == 3


def test_wrong_columns_stop_early_and_can_be_put_right(receive, take, officer):
    rows = [["留言", "内容"], *([f"第{n}件事，想学太极拳", ""] for n in range(1500))]
    intake = settle_columns(receive(rows), columns={"words": 1}, by=officer)
    intake = take(intake)
    assert intake.job.state == "failed"
    assert not Need.objects.exists()
    intake = take(settle_columns(intake, columns={"words": 0}, by=officer))
    assert (intake.taken, intake.refused.count()) == (1500, 0)


def test_the_file_is_forgotten_when_every_row_is_dealt_with(
    receive, take, officer, django_capture_on_commit_callbacks
):
    intake = receive()
    path = Path(intake.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        intake = take(intake)
    assert not path.exists()
    assert not intake.file
    assert Entry.objects.get(verb="intake.finished").facts["taken"] == 3
    with pytest.raises(IntakeOver):
        start_import(intake, by=officer)


def test_an_import_under_way_is_not_started_again(receive, officer):
    intake = start_import(receive(), by=officer)
    with pytest.raises(IntakeBusy):
        start_import(intake, by=officer)


@pytest.mark.parametrize("columns", [{}, {"words": 99}, {"words": 1, "name": 1}, {"words": -1}])
def test_columns_that_cannot_be_are_refused(receive, officer, columns):
    with pytest.raises(BadColumns):
        settle_columns(receive(), columns=columns, by=officer)


def test_the_columns_of_a_source_are_remembered(receive, take, officer):
    take(settle_columns(receive(), columns={"words": 4, "ref": 0}, by=officer))
    assert receive().columns == {"header": 0, "words": 4, "ref": 0}


def test_two_towns_do_not_share_a_lists_name(receive, take, other_town, director):
    take(receive())
    with pytest.raises(SourceTaken):
        receive(at=other_town, by=director)


def test_a_file_nobody_wants_is_dropped(receive, officer):
    intake = receive()
    path = Path(intake.file.path)
    drop_intake(intake, by=officer)
    assert not Intake.objects.exists()
    assert Entry.objects.filter(verb="intake.dropped").exists()
    assert path.name


def test_a_steward_may_not_import(receive, steward, village):
    with pytest.raises(NotAllowed):
        receive(by=steward, at=village)


def test_a_stranger_may_not_start_somebody_elses_import(receive, stranger):
    intake = receive()
    with pytest.raises(NotAllowed):
        start_import(intake, by=stranger)
    with pytest.raises(NotAllowed):
        settle_columns(intake, columns={"words": 4}, by=stranger)
    with pytest.raises(NotAllowed):
        drop_intake(intake, by=stranger)
    assert not Intake.objects.visible_to(stranger).exists()


def test_the_importer_robot_may_import_everywhere(receive, city):
    assert receive(by=robot("importer"), at=city).rows == 3


@pytest.mark.skipif(not MESSAGES.exists(), reason=f"no {MESSAGES.name} beside the project")
def test_a_real_message_board_is_swallowed_whole(
    tmp_path, settings, director, city, take, officer, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    intake = receive_file(MESSAGES, name=MESSAGES.name, source="board", at=city, by=director)
    assert intake.columns == {"header": 0, "ref": 0, "name": 1, "subject": 2, "time": 3, "words": 4}
    intake = start_import(intake, by=director)
    run_import(intake, by=director)
    assert (intake.taken, intake.known, intake.refused.count()) == (1000, 0, 0)
    again = receive_file(MESSAGES, name=MESSAGES.name, source="board", at=city, by=director)
    again = start_import(again, by=director)
    run_import(again, by=director)
    assert (again.taken, again.known) == (0, 1000)


def test_a_file_nobody_took_is_thrown_away_after_a_while(receive, officer, time_machine):
    from datetime import timedelta

    from django.utils import timezone

    intake = receive()
    path = Path(intake.file.path)
    assert forget_old_files(by=robot("importer")) == 0
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert forget_old_files(by=robot("importer")) == 1
    assert not path.exists()
    assert Entry.objects.filter(verb="intake.file_forgotten").exists()
    receive()
    Intake.objects.update(created_at=timezone.now() - timedelta(days=40))
    with pytest.raises(NotAllowed):
        forget_old_files(by=robot("triage"))
