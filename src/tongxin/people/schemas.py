"""What the API says of people: no more than the caller may know."""

from ninja import Schema


class RoleOut(Schema):
    role: str
    path: str


class MeOut(Schema):
    id: int
    username: str
    public_name: str
    language: str
    home: str | None
    roles: list[RoleOut]
    powers: list[str]
