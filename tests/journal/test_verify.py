import pytest
from django.db import connection

from tongxin.journal.actions import record, seal_entries, verify_journal
from tongxin.journal.models import Entry


@pytest.fixture
def chain(director, village, settings, tmp_path):
    settings.HOME = tmp_path
    for number in range(5):
        record("need.seen", by=director, on=village, at=village, number=number)
    seal_entries()
    return list(Entry.objects.order_by("pk"))


def faults():
    return [fault.what for fault in verify_journal()]


def test_an_untouched_journal_holds(chain):
    assert faults() == []


def test_a_changed_row_is_found(chain):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET verb = 'x' WHERE id = %s", [chain[2].pk])
    assert any("was changed" in what for what in faults())


def test_a_removed_row_is_found(chain):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [chain[2].pk])
    assert faults() == [f"entry {chain[2].pk} was removed"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_off_tail_is_found(chain):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_seal WHERE entry_id = %s", [chain[-1].pk])
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [chain[-1].pk])
    assert any("end of the journal" in what for what in faults())


def test_sealing_twice_is_sealing_once(chain):
    assert seal_entries() == 0


def test_the_journal_refuses_to_forget(chain):
    with pytest.raises(TypeError):
        Entry.objects.all().delete()
    with pytest.raises(TypeError):
        Entry.objects.update(verb="x")
