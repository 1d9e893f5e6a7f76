"""What a page in a browser must keep to, so that everybody can use it."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Frame, Page

#: Where the test image has axe-core; elsewhere ``npm ci`` puts it into the folder ``tests/axe``.
_PLACES: Final = (
    Path("/opt/axe/axe.min.js"),
    Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js",
)
#: WCAG 2.2 at level AA, and what axe recommends beside it.
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_REFUSED: Final = ("serious", "critical")

#: Pixels, of WCAG 2.5.5 for what a page is for and of 2.5.8 for everything else.
MAIN_TARGET: Final = 44
ANY_TARGET: Final = 24

_RUN_AXE: Final = """async ([exclude, rules]) => {
    const found = await axe.run({ exclude }, {
        runOnly: rules, resultTypes: ["violations"], iframes: false });
    return found.violations;
}"""
_TARGETS: Final = """(exclude) =>
    [...document.querySelectorAll("a[href], button, input, select, summary, [role=button]")]
        .filter((target) => !exclude.some((part) => target.closest(part)))
        // A link inside a sentence is as high as the sentence.
        .filter((target) => getComputedStyle(target).display !== "inline")
        .filter((target) => target.checkVisibility({ visibilityProperty: true }))
        .map((target) => ({
            what: target.outerHTML.slice(0, 120),
            main: target.matches("main .btn, main input, main button"),
            height: target.getBoundingClientRect().height,
        }))
        .filter((target) => target.height > 0)
"""
_WIDER: Final = """(room) => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > room + 1)
    .map((element) => element.outerHTML.slice(0, 120))
"""


@cache
def _axe() -> str:
    found = next((place for place in _PLACES if place.is_file()), None)
    assert found, "no axe-core; run `npm ci` in tests/axe"
    return found.read_text()


async def violations(page: Page | Frame, exclude: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Ask axe for everything that it finds serious or critical.

    Parameters
    ----------
    page
        A page that is shown; its own content security policy stays as it is.
    exclude
        CSS selectors of what is not ours to mend.
    """
    # As a debugger, so that no policy of the page has a say.
    await page.evaluate(_axe())
    present = [part for part in exclude if await page.locator(part).count()]
    found: list[dict[str, Any]] = await page.evaluate(_RUN_AXE, [present, list(_RULES)])
    return [violation for violation in found if violation["impact"] in _REFUSED]


async def assert_accessible(page: Page | Frame, exclude: tuple[str, ...] = ()) -> None:
    """Fail with the rule, the places and where to read on, if axe finds something serious."""
    found = await violations(page, exclude)
    assert not found, "\n".join(map(_told, found))


async def assert_fits(page: Page) -> None:
    """Fail if somebody has to scroll sideways to read the page."""
    assert page.viewport_size
    room = page.viewport_size["width"]
    wide = await page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= room, f"{wide} px in {room} px: {await page.evaluate(_WIDER, room)}"


async def assert_easy_to_press(page: Page, exclude: tuple[str, ...] = ()) -> None:
    """Fail if a finger would miss: a main action below 44 px, or anything else below 24 px."""
    targets = await page.evaluate(_TARGETS, list(exclude))
    small = [
        f"{target['height']:.0f} px: {target['what']}"
        for target in targets
        if target["height"] < (MAIN_TARGET if target["main"] else ANY_TARGET)
    ]
    assert not small, "\n".join(small)


def _told(violation: dict[str, Any]) -> str:
    places = [
        f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in violation["nodes"]
    ]
    head = f"{violation['impact']}: {violation['id']}, {violation['help']}"
    return "\n".join([head, f"    {violation['helpUrl']}", *places])
