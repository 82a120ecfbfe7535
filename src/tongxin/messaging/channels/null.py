"""The console, for demo and tests: prints the subject and a masked address."""

import logging

from tongxin.vault.sealing import mask_phone

from . import Letter, Outcome

logger = logging.getLogger("tongxin.messaging")


class Console:
    """Carries nothing. In the demo the page "demo phone" shows what it would have carried."""

    def carry(self, letter: Letter) -> Outcome:
        logger.info("%s to %s: %s", letter.channel, mask_phone(letter.address), letter.subject)
        return Outcome("delivered")
