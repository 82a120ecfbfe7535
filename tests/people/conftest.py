"""What tests of people share: a clean slate for rate limits, codes caught on their way out."""

import re

import pytest
from django.core.cache import cache

from tongxin.messaging.models import Message
from tongxin.people.actions import publish_first_texts, robot
from tongxin.people.models import ConsentText


@pytest.fixture(autouse=True)
def no_limits_yet():
    cache.clear()


@pytest.fixture
def texts(city):
    publish_first_texts(by=robot("installer"))
    return {text.purpose: text for text in ConsentText.objects.current()}


@pytest.fixture
def sent_code(db):
    """Return the code in the newest message to any phone."""

    def newest() -> str:
        message = Message.objects.filter(recipient__startswith="phone:").first()
        return re.search(r"\d{6}", message.subject)[0]

    return newest


@pytest.fixture
def guardian(make_person, village):
    from tongxin.people.actions import verify_phone

    person = make_person("parent-chen", name="陈爸爸", phone="13800000077", home=village)
    return verify_phone(person, by=person)
