import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.moderation.actions import NotAWord, remove_word, set_word
from tongxin.moderation.models import SensitiveWord


def test_a_new_word_counts_from_the_next_text_on(written, director, city):
    assert not written("𠮷祥物语真好").flags
    set_word("𠮷祥物语", kind="spam", action="hold", at=city, by=director)
    made = written("𠮷祥物语真好")
    assert (made.severity, made.flags[0]["kind"]) == (2, "spam")
    assert Entry.objects.filter(verb="word.added").get().facts["word"] == "𠮷祥物语"


def test_a_word_of_the_starter_list_can_be_silenced(written, director, city):
    assert written("抽奖").flags
    word = set_word("抽奖", kind="spam", action="ignore", at=city, by=director)
    assert not written("抽奖").flags
    remove_word(word, at=city, by=director)
    assert written("抽奖").flags
    assert Entry.objects.filter(verb="word.removed").exists()


def test_a_word_is_kept_without_its_disguise_and_once(director, city):
    set_word("刷－单　A", kind="spam", action="flag", at=city, by=director)
    set_word("刷单a", kind="fraud", action="hold", at=city, by=director)
    kept = SensitiveWord.objects.get()
    assert (kept.word, kept.kind, kept.action) == ("刷单a", "fraud", "hold")


@pytest.mark.parametrize("word", ["", "吃", "* *", "长" * 41])
def test_one_character_is_not_a_word(word, director, city):
    with pytest.raises(NotAWord):
        set_word(word, kind="spam", action="flag", at=city, by=director)


@pytest.mark.parametrize("who", ["stranger", "moderator", "officer"])
def test_only_the_centre_keeps_the_words(who, city, request, director):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        set_word("刷单", kind="spam", action="flag", at=city, by=by)
    word = set_word("刷单", kind="spam", action="flag", at=city, by=director)
    with pytest.raises(NotAllowed):
        remove_word(word, at=city, by=by)
