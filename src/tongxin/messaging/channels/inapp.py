"""The inbox: the message's row is the letter, so it has arrived as soon as it is written."""

from . import Letter, Outcome


class Inbox:
    def carry(self, letter: Letter) -> Outcome:
        return Outcome("delivered")
