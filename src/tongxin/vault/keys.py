"""Where the keys come from: the environment, or a file outside the database.

`TONGXIN_VAULT_KEYS` is `id:base64,id:base64…`; the first seals, all can open. Losing them means
losing every sealed field, so `docs/operate.md` says how to keep them.
"""

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def django_secret(home: Path) -> str:
    """Return Django's signing secret; make one on first use."""
    return os.environ.get("TONGXIN_SECRET_KEY") or _from_file(
        home / "keys" / "django", lambda: secrets.token_urlsafe(48)
    )


def vault_keys(home: Path) -> dict[str, bytes]:
    """Return {key id: 32 bytes}, the sealing key first."""
    text = os.environ.get("TONGXIN_VAULT_KEYS") or _from_file(
        home / "keys" / "vault",
        lambda: "1:" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    )
    pairs = (pair.split(":", 1) for pair in text.strip().split(","))
    keys = {key_id: base64.b64decode(key) for key_id, key in pairs}
    if any(len(key) != KEY_BYTES for key in keys.values()):
        raise ValueError(f"each vault key must be {KEY_BYTES} bytes in base64")
    return keys


def badge_key(home: Path) -> bytes:
    """Return the 32 bytes badges are signed with (Ed25519); make them on first use.

    With another key new badges have another issuer; the old ones still hold.
    """
    text = os.environ.get("TONGXIN_BADGE_KEY") or _from_file(
        home / "keys" / "badges", lambda: base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    )
    key = base64.b64decode(text.strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"the badge key must be {KEY_BYTES} bytes in base64")
    return key


def _from_file(path: Path, make: Callable[[], str]) -> str:
    """Return what the file says; make it, whole or not at all, when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(fresh, "w", opener=_private) as file:
            file.write(make())
        with suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
