"""A public notice in the words of schema.org: read out of the page as a search engine does."""

import json
import re
from datetime import datetime

from tongxin.rosters import actions


def linked_data(page):
    """Return every block of JSON-LD of a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_a_notice_is_an_event_with_its_shifts_in_it(client, make_shift, hands):
    shift = make_shift(places=2)
    actions.join(shift, by=hands[0])
    (event,) = linked_data(client.get(f"/notices/{shift.post.notice_id}").content.decode())
    assert (event["@context"], event["@type"]) == ("https://schema.org", "Event")
    assert datetime.fromisoformat(event["startDate"]) == shift.starts_at
    assert datetime.fromisoformat(event["endDate"]) == shift.ends_at
    (part,) = event["subEvent"]
    assert (part["maximumAttendeeCapacity"], part["remainingAttendeeCapacity"]) == (2, 1)
    assert part["url"].endswith(f"/shifts/{shift.pk}")
    assert set(event) >= {"name", "location", "organizer", "eventStatus", "description"}


def test_no_word_of_a_notice_ends_the_block(client, make_shift, officer):
    notice = make_shift().post.notice
    actions.change_notice(notice, content="</script><script>alert(1)</script>", by=officer)
    page = client.get(f"/notices/{notice.pk}").content.decode()
    assert linked_data(page)[0]["description"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in page


def test_a_notice_with_nothing_to_come_gives_no_dates(client, make_shift, officer):
    shift = make_shift()
    actions.cancel_shift(shift, reason="停", by=officer)
    (event,) = linked_data(client.get(f"/notices/{shift.post.notice_id}").content.decode())
    assert not {"startDate", "endDate", "subEvent"} & set(event)
