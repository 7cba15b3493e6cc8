"""What the browser tests share: pages opened in headless Chromium, and what is looked at on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

FLAGS = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Visit:
    """A page with what it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, scheme: str = "light", size: dict[str, int] = DESK) -> None:
        self.context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.goto(path.as_uri())

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def drawn(page: Any, form: str) -> list[dict[str, float]]:
    """Return size and number of marks of every chart of a width."""
    found: list[dict[str, float]] = page.evaluate(
        """form => [...document.querySelectorAll(`.chart .${form} svg`)].map(svg => {
             const box = svg.getBoundingClientRect();
             return {width: box.width, height: box.height, marks: svg.querySelectorAll('path, text, line').length};
           })""",
        form,
    )
    return found


def serious_barriers(page: Any) -> list[str]:
    """Return what axe-core finds serious or critical on a page."""
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in axe_api.Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def lettering(page: Any, charts: str) -> list[dict[str, Any]]:
    """Return how many texts each chart shows, and which are cut off at its edge or lie on another.

    charts: the charts' selector.
    """
    seen: list[dict[str, Any]] = page.evaluate(
        """charts => [...document.querySelectorAll(charts)].map(svg => {
         const frame = svg.getBoundingClientRect();
         if (!frame.width) return {texts: 0, troubles: []};
         const texts = [...svg.querySelectorAll('text')]
           .map(one => [one.textContent, one.getBoundingClientRect()]);
         const out = texts.filter(([_, box]) => box.left < frame.left - 2 || box.right > frame.right + 2);
         const hit = texts.flatMap(([a, one], place) => texts.slice(place + 1).filter(([b, two]) =>
           Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2 &&
           Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 5).map(([b]) => `${a} / ${b}`));
         return {texts: texts.length, troubles: [...out.map(([name]) => `clipped: ${name}`), ...hit]};
       })""",
        charts,
    )
    return seen
