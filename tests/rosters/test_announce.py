"""A notice is told to those it fits, once, and to other systems."""

import json

import pytest

from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.rosters import actions
from tongxin.rosters.actions.hooking import NotSecure
from tongxin.volunteers.models import Volunteer


def test_those_it_fits_are_told_once(make_shift, hands, make_volunteer):
    make_shift()
    new = make_volunteer("new", passed=False)
    assert actions.announce_due(by=robot("clock")) == 4
    assert actions.announce_due(by=robot("clock")) == 0
    assert not Message.objects.to(f"person:{new.pk}").exists()
    assert Message.objects.to(f"person:{hands[0].pk}").count() == 1


def test_who_offers_no_such_time_is_left_in_peace(make_shift, hands):
    make_shift()
    Volunteer.objects.filter(person=hands[0]).update(availability=0)
    assert actions.announce_due(by=robot("clock")) == 3


def test_who_stands_elsewhere_at_that_time_is_not_asked(make_shift, hands):
    shift = make_shift()
    actions.join(shift, by=hands[0])
    assert actions.announce_due(by=robot("clock")) == 3


def test_other_systems_get_the_notice_as_an_event(make_shift, director, officer):
    make_shift()
    hook = actions.add_hook(label="市志愿平台", url="https://volunteer.example.org/in", by=director)
    actions.announce_due(by=robot("clock"))
    message = Message.objects.to(f"hook:{hook.pk}").get()
    assert json.loads(message.body)["type"] == "notice.published"
    assert message.deliveries.get().channel == "webhook"
    with pytest.raises(NotAllowed):
        actions.retire_hook(hook, by=officer)
    assert actions.retire_hook(hook, by=director).retired_at


def test_only_secure_addresses_are_told(director):
    with pytest.raises(NotSecure):
        actions.add_hook(label="x", url="http://example.org", by=director)


def test_a_stranger_adds_no_hook(stranger, city):
    with pytest.raises(NotAllowed):
        actions.add_hook(label="x", url="https://example.org", by=stranger)
