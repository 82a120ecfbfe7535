"""Our counting of letter runs is scikit-learn's, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from tongxin.needs.triage.grams import Grams

LEARNT = ["楼道没人消毒", "老人没菜吃了", "楼道灯坏了，老人摔跤", "想学 太极拳"]
TEXTS = ["楼道里老人没菜", "", "救", "灯\n \n坏了了了", "😭😭", "\ud83d楼", "abc"]


@pytest.mark.parametrize("span", [(1, 4), (2, 3), (1, 2)])
@pytest.mark.parametrize("in_texts", [1, 2])
def test_rows_are_those_of_the_reference(span: tuple[int, int], in_texts: int) -> None:
    reference = TfidfVectorizer(
        analyzer="char", ngram_range=span, sublinear_tf=True, min_df=in_texts, lowercase=False
    ).fit(LEARNT)
    learnt = Grams.learn(LEARNT, span, in_texts=in_texts)
    assert learnt.names() == list(reference.get_feature_names_out())
    expected = reference.transform(TEXTS).toarray()
    assert np.allclose(learnt.rows(TEXTS).toarray(), expected, rtol=0, atol=1e-12)


def test_many_letters_are_counted_in_several_goes_without_a_difference() -> None:
    learnt = Grams.learn(LEARNT, (1, 4))
    long = "楼道没人消毒，" * 40_000
    rows = learnt.rows([*TEXTS, long, *LEARNT, long])
    assert (rows[-1] != rows[len(TEXTS)]).nnz == 0
    assert np.allclose(rows[len(TEXTS) + 1 : -1].toarray(), learnt.rows(LEARNT).toarray())


def test_no_texts_give_no_rows() -> None:
    assert Grams.learn(LEARNT, (1, 2)).rows([]).shape[0] == 0
