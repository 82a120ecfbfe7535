import pytest

from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.moderation.actions import NothingWritten, decide, submit
from tongxin.moderation.models import Submission
from tongxin.people.actions import robot


def test_what_a_resident_writes_waits_until_somebody_looked(resident, village):
    made = submit("老师讲得很好", kind="review", author=resident, place=village, by=resident)
    assert made.is_waiting
    assert not Submission.objects.public().exists()
    assert made.author_key == f"person:{resident.pk}"
    assert made.author_name == "吴**"
    entry = Entry.objects.about(made).get()
    assert (entry.verb, entry.place) == ("submission.made", village.path)


def test_a_resident_without_an_account_is_known_by_the_key_of_the_need(village):
    made = submit(
        "谢谢", kind="review", author_key="need:5", author_name="王**", place=village,
        by=robot("resident-door"),
    )  # fmt: skip
    assert (made.author, made.author_key, made.author_name) == (None, "need:5", "王**")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_written_is_refused(resident, village, text):
    with pytest.raises(NothingWritten):
        submit(text, kind="review", author=resident, place=village, by=resident)


def test_a_sensitive_word_flags_and_never_refuses(resident, village):
    made = submit("讲得不好，骗子！", kind="review", author=resident, place=village, by=resident)
    assert made.is_waiting
    assert made.severity == Submission.Severity.FLAGGED
    assert [flag["found"] for flag in made.flags] == ["骗子"]
    assert made.pieces == [("讲得不好，", ""), ("骗子", "abuse"), ("！", "")]


def test_words_of_danger_are_held(resident, village):
    made = submit("我不想活了", kind="suggestion", author=resident, place=village, by=resident)
    assert made.severity == Submission.Severity.HELD


def test_nobody_is_trusted_unless_the_city_says_so(resident, village, moderator):
    first = submit("很好", kind="review", author=resident, place=village, by=resident)
    decide([first], verdict="passed", by=moderator)
    assert submit("也好", kind="review", author=resident, place=village, by=resident).is_waiting


@pytest.fixture
def trusting(settings, resident, village, moderator):
    settings.MODERATION_TRUST_AFTER = 2
    for text in ["很好", "不错"]:
        made = submit(text, kind="review", author=resident, place=village, by=resident)
        decide([made], verdict="passed", by=moderator)


def test_a_trusted_author_s_clean_text_passes_at_once(trusting, resident, village):
    made = submit("还要来", kind="review", author=resident, place=village, by=resident)
    made.refresh_from_db()
    assert made.is_public
    assert made.decided_by == robot("moderation")


def test_a_flagged_text_is_never_passed_unseen(trusting, resident, village):
    made = submit("加微信领取", kind="review", author=resident, place=village, by=resident)
    assert made.is_waiting


def test_one_refusal_ends_the_trust(trusting, resident, village, moderator):
    made = submit("加群", kind="review", author=resident, place=village, by=resident)
    decide([made], verdict="refused", reason="广告", by=moderator)
    assert submit("很好", kind="review", author=resident, place=village, by=resident).is_waiting


def test_words_of_danger_are_told_at_once_to_those_who_decide_there(
    written, officer, moderator, steward, auditor, make_person, other_town
):
    elsewhere = make_person("officer-li", "officer", other_town)
    made = written("我不想活了")
    told = set(
        Message.objects.filter(about=f"submission:{made.pk}").values_list("recipient", flat=True)
    )
    assert told == {f"person:{officer.pk}", f"person:{moderator.pk}"}
    assert f"person:{elsewhere.pk}" not in told


def test_other_words_alarm_nobody(written, officer):
    written("骗子"), written("身份证 11010519491231002X")
    assert not Message.objects.exists()
