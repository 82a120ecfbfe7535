"""Where rows live: what the address says of the connection is kept."""

from pathlib import Path

from tongxin.config.databases import PREPARED, databases


def test_what_the_address_asks_of_the_connection_counts(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://t@db.example/t?sslmode=verify-full")
    options = databases(Path("var"))["default"]["OPTIONS"]
    assert options == PREPARED | {"sslmode": "verify-full"}
