"""docs/rules.md names the test that holds each rule: it has to be there."""

import re
from pathlib import Path

NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_rule_is_held_by_a_test_that_exists():
    named = NAMED.findall(Path("docs/rules.md").read_text(encoding="utf-8"))
    gone = [
        f"{file}::{test}"
        for file, test in named
        if f"def {test}(" not in (Path("tests") / file).read_text(encoding="utf-8")
    ]
    assert len(named) > 40
    assert gone == []
