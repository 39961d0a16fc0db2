"""What a browser calls itself, in words a person knows."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("360", "360 浏览器"),
    ("MicroMessenger", "微信"),
    ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Windows", "Windows"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux"),
)
"""The first that fits; browsers name their ancestors too, so the order matters."""


def device_words(agent: str) -> str:
    """Return "Chrome 浏览器，Windows" for the header a browser sends; "其他程序" for none."""
    words = [
        next((word for mark, word in kinds if mark in agent), "") for kinds in (BROWSERS, SYSTEMS)
    ]
    return "，".join(word for word in words if word) or "其他程序"
