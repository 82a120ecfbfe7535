from django.urls import URLPattern, path

from .views import maps, nearest, offers, orders, plans

app_name = "dispatch"
urlpatterns: list[URLPattern] = [
    path("mine/offers", offers.mine, name="mine"),
    path("shifts/<int:shift_id>/why", offers.why, name="why"),
    path("desk/plans", plans.plans, name="plans"),
    path("desk/plans/<int:plan_id>", plans.plan, name="plan"),
    path("desk/plans/<int:plan_id>/map", maps.plan_map, name="plan_map"),
    path("desk/plans/<int:plan_id>/cells", maps.plan_cells, name="plan_cells"),
    path("desk/plans/<int:plan_id>/shifts", plans.shifts, name="plan_shifts"),
    path("desk/plans/<int:plan_id>/shifts/<int:shift_id>", plans.shift, name="plan_shift"),
    path("desk/plans/<int:plan_id>/against/<int:other_id>", plans.comparison, name="comparison"),
    path("desk/plans/<int:plan_id>/pins", plans.pins, name="pins"),
    path("desk/plans/<int:plan_id>/pins/<int:pin_id>/removal", plans.unpinning, name="unpinning"),
    path("desk/plans/<int:plan_id>/again", plans.again, name="again"),
    path("desk/plans/<int:plan_id>/sending", plans.sending, name="sending"),
    path("desk/plans/<int:plan_id>/dropping", plans.dropping, name="dropping"),
    path("desk/sent/<int:shift_id>", offers.shift, name="shift"),
    path("desk/sent/<int:shift_id>/next", offers.refilling, name="refilling"),
    path("desk/sent/<int:shift_id>/nearest", nearest.nearest, name="nearest"),
    path("desk/sent/<int:shift_id>/chosen", nearest.chosen, name="chosen"),
    path("desk/sent/<int:shift_id>/calls", offers.calling, name="calling"),
    path("desk/orders", orders.orders, name="orders"),
    path("desk/orders/<int:order_id>", orders.order, name="order"),
    path("desk/orders/<int:order_id>/taking", orders.step, {"what": "taking"}, name="taking"),
    path("desk/orders/<int:order_id>/answer", orders.step, {"what": "answer"}, name="answer"),
    path("desk/orders/<int:order_id>/withdrawal", orders.step, {"what": "withdrawal"},
         name="withdrawal"),
    path("desk/posts/<int:post_id>/orders", orders.issue, name="issue"),
]  # fmt: skip
