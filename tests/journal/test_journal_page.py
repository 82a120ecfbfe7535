import pytest
from django.urls import reverse

from tongxin.journal.actions import record, seal_entries
from tongxin.people.actions import rename, reveal


@pytest.fixture
def page(client, auditor):
    client.force_login(auditor)

    def show(**asked):
        return client.get(reverse("people:journal"), asked).content.decode()

    return show


def test_a_lay_person_reads_what_happened(page, resident, steward):
    reveal(resident, "phone", reason="核实地址", by=steward)
    shown = page()
    assert "查看了加密的个人信息" in shown
    assert "核实地址" in shown
    assert "丁蜀镇 · 洋渚村" in shown
    assert "林**" in shown


def test_it_is_filtered_by_person_place_verb_and_day(page, resident, stranger, village, other_town):
    rename(resident, name="吴秀英", by=resident)
    assert "更改了姓名</td>" in page(who="auntie-wu").replace("\n", "")
    assert "更改了姓名</td>" not in page(who="stranger")
    assert "更改了姓名</td>" in page(place=village.name)
    assert "更改了姓名</td>" not in page(place=other_town.name)
    assert "更改了姓名</td>" in page(verb="person.renamed")
    assert "更改了姓名</td>" not in page(verb="team.created")
    assert "更改了姓名</td>" not in page(day="2020-01-01")


def test_a_verb_without_words_is_shown_as_it_is(page, resident):
    record("thing.flew", by=resident, on=resident, at=resident.home)
    assert "thing.flew" in page()


def test_the_chain_is_checked_on_request(page, resident, settings, tmp_path):
    settings.HOME = tmp_path
    seal_entries()
    assert "记录完整" in page(verify="1")
    assert "记录完整" not in page()


def test_an_officer_reads_the_town_only(client, officer, resident, make_person, other_village):
    other = make_person("other", name="别处", home=other_village)
    rename(other, name="别处人", by=other)
    client.force_login(officer)
    shown = client.get(reverse("people:journal")).content.decode()
    assert "别**" not in shown
    assert "吴**" in shown


def test_a_steward_does_not_read_it(client, steward):
    client.force_login(steward)
    assert client.get(reverse("people:journal")).status_code == 403


@pytest.mark.parametrize("asked", [
    {"after": "x"}, {"day": "yesterday"}, {"verb": "'"}, {"place": "月球"}, {"who": "%"},
])  # fmt: skip
def test_strange_questions_get_a_page(page, asked):
    assert "日志" in page(**asked)
