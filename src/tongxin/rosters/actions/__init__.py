"""What can be done with rosters. Every change to a request, post, shift or enrolment is here."""

from .announcing import announce_due
from .answering import approve, confirm, decline, invite, keeps_roster, leave, refuse
from .apart import set_apart
from .enrolling import join
from .feeds import renew_feed, renew_station_feed, renew_team_feed
from .hooking import add_hook, renew_secret, resume_hook, retire_hook, send_test, stop_hook
from .inviting import Wanted, invite_many
from .noticing import change_notice, publish_notice, withdraw_notice, write_notice
from .posting import (
    allow_across_towns,
    change_post,
    copy_post,
    end_post,
    make_post,
    set_part,
    spread_post,
)
from .releasing import release_barred, release_nameless
from .reminding import remind_due
from .requesting import (
    approve_request,
    ask,
    close_request,
    return_request,
    withdraw_request,
)
from .seats import lapse_due
from .shifting import (
    add_shifts,
    ask_those_who_wait,
    cancel_shift,
    change_shift,
    series,
    write_to_shift,
)
from .swapping import lapse_swaps, offer_place, settle_swap, take_place, withdraw_swap
from .teaming import add_helper, ask_team, bring, hold_places, name_place
from .templating import retire_template, save_template, use_template
from .vacating import take_back, vacate

__all__ = [
    "Wanted",
    "add_helper",
    "add_hook",
    "add_shifts",
    "allow_across_towns",
    "announce_due",
    "approve",
    "approve_request",
    "ask",
    "ask_team",
    "ask_those_who_wait",
    "bring",
    "cancel_shift",
    "change_notice",
    "change_post",
    "change_shift",
    "close_request",
    "confirm",
    "copy_post",
    "decline",
    "end_post",
    "hold_places",
    "invite",
    "invite_many",
    "join",
    "keeps_roster",
    "lapse_due",
    "lapse_swaps",
    "leave",
    "make_post",
    "name_place",
    "offer_place",
    "publish_notice",
    "refuse",
    "release_barred",
    "release_nameless",
    "remind_due",
    "renew_feed",
    "renew_secret",
    "renew_station_feed",
    "renew_team_feed",
    "resume_hook",
    "retire_hook",
    "retire_template",
    "return_request",
    "save_template",
    "send_test",
    "series",
    "set_apart",
    "set_part",
    "settle_swap",
    "spread_post",
    "stop_hook",
    "take_back",
    "take_place",
    "use_template",
    "vacate",
    "withdraw_notice",
    "withdraw_request",
    "withdraw_swap",
    "write_notice",
    "write_to_shift",
]
