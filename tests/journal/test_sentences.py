"""Every verb an action writes has a sentence a lay person can read."""

import re
from pathlib import Path

from tongxin.journal.sentences import SENTENCES

SOURCE = Path(__file__).parents[2] / "src" / "tongxin"
VERB = re.compile(
    r"""\b(?:record|record_many)\(\s*"([\w.]+)"|\bverb="([\w.]+)"|_(?:move|put_back)\([^)]*?"(\w+\.\w+)\""""
)


def written() -> set[str]:
    texts = (path.read_text() for path in SOURCE.rglob("actions/*.py"))
    return {next(filter(None, found)) for text in texts for found in VERB.findall(text)}


def test_every_verb_that_is_written_can_be_read():
    verbs = written()
    assert len(verbs) > 60
    assert verbs - SENTENCES.keys() == set()
