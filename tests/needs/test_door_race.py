import pytest

from tongxin.needs.actions import keep_draft, raise_draft
from tongxin.needs.models import Draft, Need
from tongxin.people.actions import robot


@pytest.mark.postgres
def test_the_last_step_pressed_in_two_tabs_is_one_need(race, village):
    door = robot("resident-door")
    answers = {
        "words": "降压药只到周五", "place": village.code, "name": "王芳", "address": "",
        "phone": "", "on_behalf": False, "language": "zh-hans", "consent": None, "joins": "",
    }  # fmt: skip
    draft = keep_draft(answers, pictures=[], by=door)
    press = lambda: raise_draft(draft.uid, phone="13812345678", by=door)  # noqa: E731
    first, second = race(press, press)
    assert first == second == Need.objects.get()
    assert not Draft.objects.exists()
