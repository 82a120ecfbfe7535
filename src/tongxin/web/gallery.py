"""Made-up content for the design gallery; nothing here is real."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

HEXAGON = [(0, 1), (0.87, 0.5), (0.87, -0.5), (0, -1), (-0.87, -0.5), (-0.87, 0.5), (0, 1)]


class ExampleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(
        label="您需要什么？", help_text="说清楚什么事、在哪里。", widget=forms.Textarea
    )
    phone = forms.CharField(label="手机号", help_text="只用来告诉您结果，不会公开。")
    platform = forms.ChoiceField(
        label="哪一类",
        choices=[("theory", "理论宣讲"), ("culture", "文化服务"), ("sports", "健身体育")],
        widget=forms.RadioSelect,
    )
    town = forms.ChoiceField(
        label="所在镇", choices=[("1", "丁蜀镇"), ("2", "湖㳇镇")], required=False
    )
    agreed = forms.BooleanField(label="我已年满十四周岁")


def examples() -> dict[str, Any]:
    """Return the gallery's context."""
    now = timezone.now()
    city = SimpleNamespace(label="宜兴市", parent=None, parent_id=None)
    town = SimpleNamespace(label="丁蜀镇", parent=city, parent_id=1)
    broken = ExampleForm({"words": "", "phone": "12", "platform": "theory"})
    broken.is_valid()
    return {
        "form": ExampleForm(),
        "broken": broken,
        "village": SimpleNamespace(label="龙溪村", parent=town, parent_id=2),
        "moments": [now - timedelta(minutes=3), now - timedelta(hours=5), now + timedelta(days=2)],
        "levels": [1, 2, 3, 4],
        "series": [
            {"name": name, "values": values, "url": "#main"}
            for name, values in {
                "丁蜀镇": [3, 5, 4, 8, 12, 9, 14],
                "湖㳇镇": [2, 2, 1, 0, 1, 3, 2],
                "新庄街道": [6, 4, 7, 5, 3, 4, 2],
                "周铁镇": [1, 3, 2, 5, 4, 6, 8],
            }.items()
        ],
        "reasons": [
            {"text": "提到「药吃完了」", "weight": "+0.42"},
            {"text": "独居老人", "weight": "+0.31"},
            {"text": "与昨天同村一条相似 86%", "weight": "+0.12"},
        ],
        "legend": [
            {"step": step, "label": label}
            for step, label in enumerate(["0", "1–3", "4–9", "10–24", "≥ 25"])
        ],
        "cells": [cell["properties"] for cell in cells()["features"]],
        "hours": range(0, 24, 4),
        "rows": [
            {
                "id": 7,
                "text": "独居老人降压药明天就吃完了，请帮忙取药",
                "level": 2,
                "state": "waiting",
                "moment": now - timedelta(hours=2),
            },
            {
                "id": 8,
                "text": "想学太极拳，有没有老师教",
                "level": 4,
                "state": "active",
                "moment": now - timedelta(hours=9),
            },
            {
                "id": 9,
                "text": "三楼楼道消毒水味道太大，想问问怎么配比",
                "level": 3,
                "state": "done",
                "moment": now - timedelta(days=1),
            },
        ],
        "task": {
            "done": 412,
            "total": 1000,
            "what": "导入诉求",
            "left": "约 20 秒",
            "is_running": True,
            "result_url": "",
        },
    }


def cells() -> dict[str, Any]:
    """Return made-up cells around real coordinates, as GeoJSON."""
    features = []
    for number in range(30):
        row, column = divmod(number, 6)
        west, south = 119.62 + 0.07 * column + 0.035 * (row % 2), 31.20 + 0.06 * row
        middle = (west + 0.035, south + 0.03)
        corners = [(middle[0] + 0.039 * x, middle[1] + 0.039 * y) for x, y in HEXAGON]
        value = number * 7 % 31
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [corners]},
                "properties": {
                    "name": f"第 {number + 1} 村",
                    "value": value,
                    "step": (value > 0) + (value > 3) + (value > 9) + (value > 24),
                    "url": "#main",
                    "place": str(number),
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}
