import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.needs.sheets import BOARD, ROWS, write_csv, write_xlsx
from tongxin.journal.models import Entry
from tongxin.needs.actions.importing import start_import
from tongxin.needs.actions.receiving import receive_file
from tongxin.needs.models import Intake, Need


@pytest.fixture
def desk_client(client, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(officer)
    return client


@pytest.fixture
def upload(desk_client, town, tmp_path):
    """Upload rows as a file; return the response."""

    def send(rows=(BOARD, *ROWS), name="board.xlsx", raw=None, **parts):
        if raw is None:
            write = write_csv if name.endswith("csv") else write_xlsx
            raw = write(tmp_path / name, list(rows)).read_bytes()
        parts = {"source": "留言板", "place": town.pk} | parts
        return desk_client.post(
            reverse("needs:imports"), {"file": SimpleUploadedFile(name, raw), **parts}
        )

    return send


@pytest.fixture
def uploaded(upload):
    upload()
    return Intake.objects.get()


def choose(**columns):
    return {name: str(place) for name, place in columns.items()}


def test_an_upload_shows_how_it_is_understood(upload, desk_client, village):
    response = upload()
    assert response.status_code == 302
    page = desk_client.get(response["Location"]).content.decode()
    assert "D · 留言时间" in page
    assert "路灯不亮" in page
    assert village.name in page
    assert not Need.objects.exists()


def test_the_columns_can_be_put_right_before_anything_is_taken(uploaded, desk_client):
    url = reverse("needs:import_columns", args=[uploaded.pk])
    response = desk_client.post(url, choose(words=4, ref=0), follow=True)
    assert response.context["intake"].columns == {"header": 0, "words": 4, "ref": 0}
    assert response.context["preview"].lines[0].draft.words == ROWS[0][4]


def test_the_import_runs_and_shows_what_became_of_it(uploaded, desk_client, work):
    url = reverse("needs:import_run", args=[uploaded.pk])
    desk_client.post(url, choose(words=4, subject=2, ref=0, time=3, name=1))
    running = desk_client.get(reverse("needs:import", args=[uploaded.pk]))
    assert "hx-get" in running.content.decode()
    work()
    page = desk_client.get(reverse("needs:import", args=[uploaded.pk])).content.decode()
    assert Need.objects.count() == 3
    assert "hx-get" not in page


def test_an_import_can_be_stopped(uploaded, desk_client, officer, work):
    start_import(uploaded, by=officer)
    desk_client.post(reverse("needs:import_cancellation", args=[uploaded.pk]))
    work()
    uploaded.refresh_from_db()
    assert uploaded.job.state == "cancelled"
    assert not Need.objects.exists()


def test_one_column_chosen_twice_is_explained_and_keeps_the_choice(uploaded, desk_client):
    url = reverse("needs:import_run", args=[uploaded.pk])
    response = desk_client.post(url, choose(words=4, name=4))
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Need.objects.exists()


def test_a_file_nobody_can_read_is_explained_and_the_rest_is_kept(upload):
    response = upload(raw=b"", name="leer.csv")
    assert response.status_code == 422
    response = upload(raw=b"PK\x03\x04 broken", name="board.xlsx")
    assert response.status_code == 422
    assert "留言板" in response.content.decode()
    assert "file" in response.context["form"].errors
    assert not Intake.objects.exists()


def test_refused_rows_are_handed_over_disarmed(upload, desk_client, work, officer):
    bad = [9, "=cmd()", "+1", "昨天", "@想学太极拳", "-2"]
    upload([BOARD, *ROWS, bad], name="board.csv")
    intake = Intake.objects.get()
    start_import(intake, by=officer)
    work()
    sheet = load_workbook(
        io.BytesIO(
            desk_client.get(reverse("needs:import_refused", args=[intake.pk, "xlsx"])).content
        )
    ).active
    cells = [cell.value for cell in list(sheet.rows)[1]]
    assert cells[0] == "5"
    assert cells[3:5] == ["'=cmd()", "'+1"]
    response = desk_client.get(reverse("needs:import_refused", args=[intake.pk, "csv"]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[6] == "'@想学太极拳"
    assert Entry.objects.filter(verb="intake.refused_exported").count() == 2


def test_a_file_nobody_wants_is_forgotten(uploaded, desk_client):
    desk_client.post(reverse("needs:import_removal", args=[uploaded.pk]))
    assert not Intake.objects.exists()


def test_strangers_and_stewards_see_no_import(uploaded, client, stranger, steward):
    addresses = [
        reverse("needs:imports"), reverse("needs:import", args=[uploaded.pk]),
        reverse("needs:import_refused", args=[uploaded.pk, "csv"]),
    ]  # fmt: skip
    for person in (stranger, steward):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {403}
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def test_an_officer_of_another_town_does_not_know_it(uploaded, client, make_person, other_town):
    client.force_login(make_person("officer-li", "officer", other_town))
    assert client.get(reverse("needs:import", args=[uploaded.pk])).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(
    desk_client, officer, town, tmp_path, django_assert_num_queries
):
    def bring(count):
        for n in range(count):
            path = write_csv(tmp_path / "board.csv", [["内容"], [f"想学第{n}套太极拳"]])
            receive_file(path, name=f"{n}.csv", source="留言板", at=town, by=officer)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bring(1)
    desk_client.get(reverse("needs:imports"))
    with CaptureQueriesContext(connection) as one:
        desk_client.get(reverse("needs:imports"))
    bring(6)
    with django_assert_num_queries(len(one)):
        desk_client.get(reverse("needs:imports"))
