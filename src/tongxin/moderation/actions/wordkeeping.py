"""Keep the city's own list of words."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from .. import lexicon
from ..models import SensitiveWord


class NotAWord(DomainError):
    """Too short or too long to be found sensibly."""

    status = 422


@transaction.atomic
def set_word(word: str, *, kind: str, action: str, at: Place, by: Person) -> SensitiveWord:
    """Put a word on the list, or change what is done about it; `at` is the whole city.

    A word of the starter list is silenced with the action "ignore". Raises `NotAWord`.
    """
    by.must("moderation.words", at=at)
    plain = lexicon.normalised(word)
    if not 2 <= len(plain) <= 40:
        raise NotAWord(_("A word has 2 to 40 characters."))
    found: SensitiveWord
    found, made = SensitiveWord.objects.select_for_update().update_or_create(
        word=plain,
        defaults={
            "kind": SensitiveWord.Kind(kind),
            "action": SensitiveWord.Action(action),
            "changed_by": by,
            "changed_at": timezone.now(),
        },
    )
    record("word.added" if made else "word.changed", by=by, on=found, at=at, word=plain,
           kind=kind, action=action)  # fmt: skip
    return found


@transaction.atomic
def remove_word(word: SensitiveWord, *, at: Place, by: Person) -> None:
    """Take the city's word off; a word of the starter list counts again."""
    by.must("moderation.words", at=at)
    record("word.removed", by=by, on=word, at=at, word=word.word)
    word.delete()
