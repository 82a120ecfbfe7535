import pytest

from tongxin.moderation.lexicon import Lexicon, build, starter


@pytest.fixture(scope="module")
def lexicon():
    return build([])


@pytest.mark.parametrize(
    "text",
    [
        "刷单", "刷 单", "刷*单", "刷-单", "刷\u200b单", "刷\u2060\ufeff单", "刷.单", "刷\u3000单",
        "快来刷【单】啊", "刷\n\u200d单"[0] + "\u200d单",
    ],
)  # fmt: skip
def test_a_word_is_found_behind_fillers_and_invisible_marks(text, lexicon):
    assert [flag.found for flag in lexicon.flags(text)] == ["刷单"]


@pytest.mark.parametrize("text", ["加ＶＸ", "加vX", "加𝐕𝐗", "加 v x"])
def test_full_width_and_fancy_letters_are_plain_letters(text, lexicon):
    assert "加vx" in [flag.found for flag in lexicon.flags(text)]


def test_a_rare_character_keeps_places_right():
    lexicon = Lexicon({"𠮷祥": ("spam", "flag")})
    text = "湖㳇的𠮷\u200b祥，好"
    flag = lexicon.flags(text)[0]
    assert text[flag.start : flag.end] == "𠮷\u200b祥"


def test_a_clause_mark_is_not_a_filler(lexicon):
    assert not lexicon.flags("我去刷。单位来人了")


def test_a_latin_word_is_not_found_inside_another(lexicon):
    assert not lexicon.flags("stupidity, bastardisation")
    assert [flag.found for flag in lexicon.flags("So stupid!")] == ["stupid"]


@pytest.mark.parametrize(
    ("text", "found", "action"),
    [
        ("打我电话13812345678", "13812345678", "flag"),
        ("打我电话 138-1234-5678", "13812345678", "flag"),
        ("１３８１２３４５６７８", "13812345678", "flag"),
        ("138\u200b1234\u200b5678", "13812345678", "flag"),
        ("0510-87654321", "051087654321", "flag"),
        ("身份证 11010519491231002X", "11010519491231002x", "hold"),
        ("卡 4111 1111 1111 1111", "4111111111111111", "hold"),
    ],
)
def test_private_numbers_are_found_however_written(text, found, action, lexicon):
    flags = [flag for flag in lexicon.flags(text) if flag.kind == "privacy"]
    assert (found, action) in [(flag.found, flag.action) for flag in flags]


@pytest.mark.parametrize(
    "text", ["2020年1月25日", "110105194912310021", "1234567890123456", "共 309 个村"]
)
def test_other_numbers_are_left_alone(text, lexicon):
    assert not lexicon.flags(text)


def test_addresses_of_other_sites_are_found(lexicon):
    assert lexicon.flags("看 https://example.com/a?b=1，好")[0].found == "https://example.com/a?b=1"


@pytest.mark.parametrize(
    "text",
    [
        "老师讲得很好，老人家都听懂了，希望下个月再来丁蜀镇讲一次。",
        "志愿者送药上门，十分钟就到了，谢谢你们！",
        "The nurse was kind and on time.",
        "消毒水味道大，能不能晚一点喷？",
        "孩子的网课卡顿，老师帮忙调好了。",
        "",
    ],
)
def test_plain_thanks_and_wishes_are_clean(text, lexicon):
    assert not lexicon.flags(text)


def test_the_starter_list_is_whole_and_decent():
    words = starter()
    assert len(words) > 200
    assert all(len(word) >= 2 for word in words)
    assert {"flag", "hold"} == {action for _kind, action in words.values()}


def test_a_hostile_text_takes_no_time(lexicon):
    assert len(lexicon.flags("刷单" * 5000)) == 5000
    assert not lexicon.flags("1" * 100_000)
