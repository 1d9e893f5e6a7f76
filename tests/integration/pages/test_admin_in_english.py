"""JupyterHub's own admin page where the hub speaks English."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.integration.pages.admin_page import STUDENTS, admin_hub, before_the_page

_HANGUL = re.compile("[가-힣]")


async def test_the_page_is_upstream_s_with_names(tmp_path: Path) -> None:
    async with admin_hub("en", tmp_path) as app, before_the_page(app, "admin", "en") as admin:
        seen = await admin.seen()

        names = {*STUDENTS.values(), "운영 담당"}
        assert [text for text in seen if _HANGUL.search(text) and text not in names] == []
        assert {"Start Server", "Shutdown Hub", "Search Users", "Last Activity"} <= set(seen)
        await expect(admin.name_cell("student1").locator("bdi")).to_have_text("이나래")
