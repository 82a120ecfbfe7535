"""The privacy notice of the doors, without the other texts accounts must agree to."""

import json

from tongxin.people.actions import publish_text, robot
from tongxin.people.actions.consents import SEED


def intake_notice():
    text = next(text for text in json.loads(SEED.read_text()) if text["purpose"] == "intake")
    return publish_text(by=robot("installer"), **text)
