import pytest
from django.core.exceptions import ValidationError

from tongxin.clock.models import Errand
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.needs.actions import raise_need
from tongxin.needs.models import Need, TimeLimit
from tongxin.people.actions import robot


def test_a_resident_raises_a_need_and_is_told_the_code(need, resident):
    assert need.state == "pending"
    assert Entry.objects.get(verb="need.raised").by == f"person:{resident.pk}"
    assert need.tracking_code_shown in Message.objects.to(f"person:{resident.pk}").get().subject
    assert Errand.objects.filter(key="needs.propose").exists()


def test_a_steward_writes_it_down_for_an_elder(make_need, steward):
    need = make_need(requester_name="张奶奶", phone="13900000002", on_behalf=True)
    assert need.recorder == steward
    assert need.masked_name == "张**"
    assert "13900000002" not in need.phone_sealed
    assert need.phone == "13900000002"


def test_a_stranger_may_not_speak_for_others(village, stranger):
    with pytest.raises(NotAllowed):
        raise_need(by=stranger, at=village, words="x", channel="web")


def test_sent_twice_is_kept_once(make_need):
    first = make_need(client_key="k1")
    assert make_need(client_key="k1") == first
    assert Need.objects.count() == 1
    assert Entry.objects.filter(verb="need.raised").count() == 1


def test_a_guessed_key_does_not_show_somebody_elses_need(make_need, village, resident):
    make_need(client_key="k1")
    with pytest.raises(NotAllowed):
        raise_need(
            by=resident, requester=resident, at=village, words="x", channel="web", client_key="k1"
        )


def test_imported_twice_is_kept_once(village):
    importer = robot("importer")
    parts = {"at": village, "channel": "import", "source": "board", "source_ref": "17"}
    first = raise_need(by=importer, words="路灯不亮", **parts)
    assert raise_need(by=importer, words="路灯不亮", **parts) == first


def test_a_need_says_something(make_need):
    with pytest.raises(ValidationError):
        make_need(words="  ")


def test_the_nearest_places_time_limit_wins(make_need, village, city):
    TimeLimit.objects.create(place=city, state="pending", urgency=4, minutes=600)
    TimeLimit.objects.create(place=village, state="pending", urgency=4, minutes=60)
    need = make_need()
    assert (need.due_at - need.state_since).total_seconds() == 3600


def test_rare_characters_and_emoji_survive(make_need):
    words = "𠮷家㳇边的㇏ 🙏"
    assert Need.objects.get(pk=make_need(words=words).pk).words == words
