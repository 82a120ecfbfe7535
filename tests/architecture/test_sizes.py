"""The budget is on the tail: a file one can read in one sitting. (Functions: ruff counts.)"""

from tests.architecture.city import sources, where

LIMIT_LINES = 300
# A written reason for each above the limit.
REASONS: dict[str, str] = {}


def test_no_file_is_longer_than_one_can_read():
    long = {
        where(path): lines
        for path in sources()
        if (lines := len(path.read_text().splitlines())) > LIMIT_LINES
        and not {"labels", "lexicon", "data"} & set(path.parts)
    }
    assert set(long) == set(REASONS), long
