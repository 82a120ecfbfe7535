"""What somebody logged in with, in words: enough to recognise one's own phone."""

import re

SYSTEMS = [
    ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
]  # fmt: skip
BROWSERS = [
    ("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("QQBrowser", "QQ"), ("Edg", "Edge"),
    ("HuaweiBrowser", "Huawei"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
]  # fmt: skip


def device(user_agent: str) -> str:
    """Return "Android · 微信" for what a browser says of itself; its own first word otherwise."""
    found = [
        next((name for sign, name in table if re.search(sign, user_agent)), "")
        for table in (SYSTEMS, BROWSERS)
    ]
    return " · ".join(part for part in found if part) or user_agent.split("/")[0][:30] or "?"
