"""Forms, and how a refusal is shown on one, so that nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from tongxin.errors import DomainError, NotAllowed


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even when it is nothing, or None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusal_on(form: Any, field: str | None = None) -> Iterator[None]:
    """Show what an action refuses beside the form; powers are not a matter of typing."""
    try:
        yield
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error(field, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
