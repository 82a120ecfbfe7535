"""People to insure come as a pasted list or a spreadsheet; refused lines are named."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tongxin.errors import NotAllowed
from tongxin.people.actions import set_identity
from tongxin.protection.actions import Contract, cover_listed, enter_policy, listing
from tongxin.protection.lists import lines_of, pasted
from tongxin.protection.models import Cover
from tongxin.sheets.reading import Unreadable
from tongxin.volunteers.models import Volunteer

HEADINGS = ["序号", "被保险人姓名", "志愿者编号", "身份证号"]
IDENTITY = "999999199005019990"


@pytest.fixture
def people(make_person, village, other_village):
    """Two of the village, one of another."""
    made = []
    for n, home in enumerate((village, village, other_village)):
        person = make_person(f"p{n}", home=home)
        Volunteer.objects.create(person=person, number=f"YX2020-00000{n}", state="invited")
        made.append(person)
    return made


@pytest.fixture
def make_policy(director):
    def make(place):
        today = timezone.localdate()
        said = Contract("人保财险", f"P-{place.pk}", "named", today, today + timedelta(days=90))
        return enter_policy(place, said, by=director)

    return make


def covered(policy):
    return set(policy.covers.values_list("person", flat=True))


def test_a_spreadsheet_is_read_by_its_headings_and_bad_lines_are_named(
    city, make_policy, people, director
):
    first, _second, third = people
    rows = [
        ["宜兴市志愿者保险名单", "", "", ""],
        HEADINGS,
        [1.0, first.name, "yx2020-000000", ""],
        [2.0, "别人的名字", "YX2020-000001", ""],
        [3.0, "", "YX2020-999999", ""],
        ["", "", "", ""],
        [4.0, first.name, "YX2020-000000", ""],
        [5.0, third.name, "YX2020-000002", ""],
        [6.0, "没有号码", "", ""],
    ]
    policy = make_policy(city)
    count, read = cover_listed(policy, lines_of(rows), by=director)
    assert (count, covered(policy)) == (2, {first.pk, third.pk})
    assert [line.number for line in read.refused] == [4, 5, 7, 9]
    assert "3" in read.refused[2].reason
    assert "别人的名字" in read.refused[0].told
    assert cover_listed(policy, lines_of(rows), by=director)[0] == 0


def test_an_identity_number_names_who_has_no_other(city, make_policy, people, director):
    person = people[1]
    set_identity(person, IDENTITY, by=person)
    policy = make_policy(city)
    rows = [["身份证号", "姓名"], [IDENTITY, person.name]]
    assert cover_listed(policy, lines_of(rows), by=director)[0] == 1
    assert covered(policy) == {person.pk}


def test_who_lives_elsewhere_is_as_unknown_as_nobody(village, make_policy, people, director):
    policy = make_policy(village)
    _count, read = cover_listed(policy, pasted("YX2020-000002 YX2020-999999"), by=director)
    elsewhere, nobody = read.refused
    assert elsewhere.reason == nobody.reason
    assert not covered(policy)


def test_a_file_without_numbers_is_sent_back():
    with pytest.raises(Unreadable):
        lines_of([["姓名", "备注"], ["某", ""]])


def test_a_list_longer_than_a_list_is_sent_back(city, make_policy, director, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LINES", 1)
    with pytest.raises(listing.TooManyLines):
        cover_listed(make_policy(city), pasted("a b"), by=director)


def test_a_stranger_insures_nobody_from_a_list(city, make_policy, people, stranger):
    with pytest.raises(NotAllowed):
        cover_listed(make_policy(city), pasted("YX2020-000000"), by=stranger)
    assert not Cover.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_desk_uploads_a_file_and_reads_what_was_refused(
    client, city, make_policy, people, director, kind
):
    policy = make_policy(city)
    rows = [HEADINGS, [1, people[0].name, "YX2020-000000", ""], [2, "某", "YX2020-999999", ""]]
    sent = SimpleUploadedFile(f"名单.{kind}", written(rows, kind))
    client.force_login(director)
    there = f"/desk/insurance/{policy.pk}/covers/file"
    page = client.post(there, {"file": sent})
    assert page.status_code == 200
    assert "YX2020-999999" in page.content.decode()
    assert covered(policy) == {people[0].pk}
    good = SimpleUploadedFile(f"名单.{kind}", written(rows[:2], kind))
    assert client.post(there, {"file": good}).status_code == 302
    bad = SimpleUploadedFile("名单.csv", "姓名\n某\n".encode())
    assert client.post(there, {"file": bad}).status_code == 422


def written(rows, kind):
    if kind == "csv":
        return "\n".join(",".join(map(str, row)) for row in rows).encode("gbk")
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()
