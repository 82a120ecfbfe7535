"""Addresses of people: one's own pages under `me/`, the desk's under `desk/`."""

from django.urls import URLPattern, path

from .views import consents, desk, guardians, journal, keys, mine, teams

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("privacy", consents.privacy, name="privacy"),
    path("me/", mine.mine, name="mine"),
    path("me/data", mine.data, name="data"),
    path("me/identity", mine.identity, name="identity"),
    path("me/export", mine.export, name="export"),
    path("me/closure", mine.closure, name="closure"),
    path("me/agree", consents.agree, name="agree"),
    path("me/consents/", consents.mine, name="consents"),
    path("me/consents/<int:pk>", consents.give, name="consent"),
    path("me/consents/<int:pk>/withdrawal", consents.withdraw, name="consent_withdrawal"),
    path("me/children", guardians.children, name="children"),
    path("me/guardian", guardians.guardian, name="guardian"),
    path("me/children/<int:pk>/confirmation", guardians.confirm, name="guardian_confirmation"),
    path("me/children/<int:pk>/export", guardians.export, name="guardian_export"),
    path("me/children/<int:pk>/closure", guardians.closure, name="guardian_closure"),
    path("me/children/<int:pk>/end", guardians.end, name="guardian_end"),
    path("desk", desk.door, name="desk"),
    path("desk/", desk.door),
    path("desk/people/", desk.people, name="people"),
    path("desk/people/<int:pk>/", desk.person, name="person"),
    path("desk/people/<int:pk>/reveal", desk.reveal_field, name="reveal"),
    path("desk/people/<int:pk>/correction", desk.correction, name="correction"),
    path("desk/people/<int:pk>/grants", desk.grants, name="grants"),
    path("desk/grants/<int:pk>/withdrawal", desk.grant_withdrawal, name="grant_withdrawal"),
    path("desk/teams/", teams.teams, name="teams"),
    path("desk/teams/<int:pk>/", teams.team, name="team"),
    path("desk/teams/<int:pk>/members", teams.members, name="members"),
    path("desk/teams/<int:pk>/capacity", teams.capacity, name="team_capacity"),
    path("desk/teams/<int:pk>/retirement", teams.retirement, name="team_retirement"),
    path("desk/memberships/<int:pk>/removal", teams.removal, name="removal"),
    path("desk/units/", teams.units, name="units"),
    path("desk/units/<int:pk>/retirement", teams.unit_retirement, name="unit_retirement"),
    path("desk/keys/", keys.keys, name="keys"),
    path("desk/keys/<int:pk>/revocation", keys.revocation, name="key_revocation"),
    path("desk/journal/", journal.journal, name="journal"),
    path("desk/consents/", consents.texts, name="texts"),
]
