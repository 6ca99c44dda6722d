"""Chromium as the tests drive it, and what they ask it of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
Browser = webdriver.Chrome


@contextmanager
def chromium(*, javascript: bool, waits_for: str = "normal") -> Iterator[Browser]:
    """A browser of its own. Without JavaScript, WebDriver can still ask what a page looks like.

    `waits_for` is how far a page has to be loaded, in the words of WebDriver.
    """
    for program in (CHROMIUM, DRIVER):
        if not program.is_file():
            pytest.skip(f"no browser here: {program} is not installed")
    options = Options()
    options.binary_location = str(CHROMIUM)
    options.page_load_strategy = waits_for
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    options.add_argument("--no-proxy-server")
    options.add_argument("--hide-scrollbars")
    if not javascript:
        setting = "profile.managed_default_content_settings.javascript"
        options.add_experimental_option("prefs", {setting: 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        # Without it, no element of a window in the background has the focus for styles.
        driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
        yield driver
    finally:
        driver.quit()


def look(browser: Browser, width: int = 1280, scheme: str = "light", **features: str) -> None:
    """A window of this width, for a reader who prefers this colour scheme and no animation.

    `features` are further ones of media queries, with _ for -.
    """
    window = {"width": width, "height": 844 if width < 700 else 800}
    window |= {"deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    asked = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    asked |= {name.replace("_", "-"): value for name, value in features.items()}
    prefers = [{"name": name, "value": value} for name, value in asked.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": prefers})


def press(browser: Browser, *keys: str) -> None:
    """Press keys where the focus is."""
    browser.switch_to.active_element.send_keys(*keys)


WIDE = """
const wide = document.documentElement.scrollWidth > window.innerWidth;
const scrolls = (each) => each
    && (/auto|scroll/.test(getComputedStyle(each).overflowX) || scrolls(each.parentElement));
return !wide ? [] : [...document.querySelectorAll("body *")]
    .filter((each) => !scrolls(each))
    .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 0.5)
    .map((each) => `${each.tagName} ${each.classList} ${each.textContent.slice(0, 40)}`);
"""


def too_wide(browser: Browser) -> list[str]:
    """The elements that make the page wider than its window."""
    return browser.execute_script(WIDE)  # type: ignore[no-any-return]


def complaints(browser: Browser) -> list[str]:
    """What the browser has complained of since it was asked last."""
    return [each["message"] for each in browser.get_log("browser")]


def text_of_page(browser: Browser) -> str:
    """All text that the page shows, as it is laid out."""
    shown: Any = browser.execute_script("return document.body.innerText")
    return str(shown)
