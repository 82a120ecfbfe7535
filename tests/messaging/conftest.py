"""Carriers that remember what they were given."""

import pytest

from tongxin.messaging import channels
from tongxin.messaging.actions import post
from tongxin.messaging.channels import Outcome


class Recorder:
    """A carrier that writes down every letter and answers as told."""

    def __init__(self, *answers):
        self.answers, self.letters = list(answers), []

    def carry(self, letter):
        self.letters.append(letter)
        answer = self.answers.pop(0) if self.answers else Outcome("delivered")
        if isinstance(answer, Exception):
            raise answer
        return answer


CARRIERS = {}


def carrier():
    """What `settings.MESSAGE_CHANNELS` names in these tests."""
    return CARRIERS["sms"]


@pytest.fixture
def carried_by(settings):
    """`carried_by(Outcome("again"))`: text messages go to a recorder that answers so."""

    def use(*answers):
        recorder = CARRIERS["sms"] = Recorder(*answers)
        channels._made.cache_clear()
        settings.MESSAGE_CHANNELS = {"sms": f"{__name__}.carrier"}
        return recorder

    yield use
    channels._made.cache_clear()


@pytest.fixture
def text_message(db):
    """A delivery by text message that waits."""

    def make(to="person:1", **fields):
        return post(
            to=to, subject=fields.pop("subject", "提醒"), addresses={"sms": "13800000009"}, **fields
        ).deliveries.get()  # fmt: skip

    return make
