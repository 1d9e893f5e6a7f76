"""A bucket with 25 known faults, and beside each of them something that only looks like one."""

import json
import sqlite3
import unicodedata
from pathlib import Path
from urllib.parse import quote

from tests.integration.content_audit.pretended_cdn import (
    ERROR_HTML,
    ERROR_XML,
    Misbehaviour,
    PretendedCdn,
)
from tests.integration.storage.objectstore import BUCKET, ObjectStore

KOREAN = "그림"
NFD = unicodedata.normalize("NFD", KOREAN)
ENCODED = quote(KOREAN)

#: Each fault: its kind, the key, where it is referred to, and the key that is probably meant.
FAULTS: list[tuple[str, str, str, str | None]] = [
    ("missing", "Lessons/img/md-image.png", "Lessons/one.md", None),
    ("missing", "Lessons/img/md-reference.png", "Lessons/one.md", None),
    ("missing", "Lessons/gone.md", "Lessons/one.md", None),
    ("missing", "Lessons/img/inline-html.png", "Lessons/one.md", None),
    ("missing", "Lessons/img/late.png", "Lessons/two.html", None),
    ("missing", "Lessons/img/large.png", "Lessons/two.html", None),
    ("missing", "Lessons/img/source.webp", "Lessons/two.html", None),
    ("missing", "Lessons/css/gone.css", "Lessons/two.html", None),
    ("missing", "Lessons/js/gone.js", "Lessons/two.html", None),
    ("missing", "Lessons/img/in-style.png", "Lessons/two.html", None),
    ("missing", "Lessons/img/cell.png", "Lessons/three.ipynb", None),
    ("missing", "Lessons/in-list.png", "list.txt", None),
    ("missing", "old/from-aws.png", "list.txt", None),
    ("missing", "Lessons/in-csv.png", "table.csv", None),
    ("missing", "Lessons/in-sql.png", "SQL", None),
    ("other-case", "Lessons/img/logo.png", "Lessons/one.md", "Lessons/img/Logo.PNG"),
    (
        "other-unicode-form",
        f"Lessons/img/{KOREAN}1.png",
        "Lessons/one.md",
        f"Lessons/img/{NFD}1.png",
    ),
    ("other-spelling", f"Lessons/img/{ENCODED}2.png", "list.txt", f"Lessons/img/{KOREAN}2.png"),
    ("other-spelling", "Lessons//img/good.png", "list.txt", "Lessons/img/good.png"),
    ("other-folder", "Lessons/img/moved.png", "Lessons/one.md", "Moved/moved.png"),
    ("forbidden", "Lessons/img/private.png", "Lessons/one.md", None),
    ("not-on-cdn", "DataAnalysis/chapter01_1_p01.md", "list.txt", None),
    ("error-page", "Lessons/img/page.png", "Lessons/one.md", None),
    ("other-length", "Lessons/img/stale.png", "Lessons/one.md", None),
    ("wrong-type", "Lessons/css/plain.css", "Lessons/two.html", None),
]

_ONE_MD = f"""# 한글 수업

![](img/good.png) ![](img/md-image.png) [next](gone.md) [page](/courses/3) [top](#top)
![by reference][ref] <img src="img/inline-html.png"> <mail@example.org>

[ref]: img/md-reference.png
[unused]: img/nobody.png

![](./img/logo.png) ![](/Lessons/img/Logo.PNG) ![](img/{KOREAN}1.png) ![](img/{ENCODED}2.png)
![](img/moved.png) ![](img/private.png) ![](img/page.png) ![](img/stale.png?v=3)
![](https://images.example.org/elsewhere.png) ![](img/empty.png) ![](img/no-head.png)
![](../Lessons/img/good.png#frame) ![](img/with%20space.png) ![](<img/with space.png>)

```
![](img/in-code.png)
```
"""
_TWO_HTML = """<!DOCTYPE html>
<html><head><link rel="stylesheet" href="css/good.css"><link rel=stylesheet href=css/gone.css>
<link rel="stylesheet" href="css/plain.css"><link rel="canonical" href="https://app.example.org/x">
<style>body { background: url("img/in-style.png") } /* url(img/comment.png) */</style>
<script src="js/gone.js"></script><script>var a = '<img src="img/in-script.png">';</script></head>
<body><img src="img/good.png" data-src="img/late.png" srcset="img/good.png 1x, img/large.png 2x">
<picture><source srcset="img/source.webp" type="image/webp"></picture>
<!-- <img src="img/in-comment.png"> --><a href="javascript:void(0)">x</a><a href="one.md">1</a>
<img src="data:image/png;base64,AAAA">
"""
_THREE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "code", "source": "![](img/in-code-cell.png)", "outputs": []},
        {
            "cell_type": "markdown",
            "source": ["good ![](img/good.png)\n", "\n", "![](img/cell.png)"],
        },
    ],
}


def plant(store: ObjectStore, cdn: PretendedCdn, folder: Path) -> list[str | Path]:
    """Fill the bucket, break the CDN, write the sources; return the tool's arguments."""
    texts = {"Lessons/one.md": _ONE_MD, "Lessons/two.html": _TWO_HTML}
    texts |= {"Lessons/three.ipynb": json.dumps(_THREE), "Other/not-looked-at.md": "![](no.png)"}
    images = ["good", "Logo", f"{NFD}1", f"{KOREAN}2", "private", "page", "stale", "no-head"]
    texts |= {f"Lessons/img/{name}.png": "PNG" for name in [*images, "with space"]}
    texts |= {"Lessons/img/Logo.PNG": "PNG", "Moved/moved.png": "PNG", "Lessons/img/empty.png": ""}
    texts |= {"Lessons/css/good.css": "b{}", "Lessons/css/plain.css": "b{}"}
    texts |= {"DataAnalysis/chapter01_1_p01.md": "# 1", "users/alice/jupyter/in-list.png": "hers"}
    del texts["Lessons/img/Logo.png"]
    for key, text in texts.items():
        store.put(key, text)
    cdn.wrong = {
        "Lessons/img/private.png": Misbehaviour(status=403),
        "DataAnalysis/chapter01_1_p01.md": Misbehaviour(status=404),
        "Lessons/img/page.png": Misbehaviour(body=ERROR_HTML, content_type="text/html"),
        "Lessons/img/stale.png": Misbehaviour(body=b"an older PNG"),
        "Lessons/css/plain.css": Misbehaviour(content_type="text/plain"),
        "Lessons/img/no-head.png": Misbehaviour(no_head=True),
        "Lessons/css/good.css": Misbehaviour(chunked=True),
        # Nobody refers to it.
        "Moved/moved.png": Misbehaviour(body=ERROR_XML),
    }
    return [*_sources(store, cdn, folder), "--documents=Lessons/"]


def _sources(store: ObjectStore, cdn: PretendedCdn, folder: Path) -> list[str | Path]:
    lines = [
        "Lessons/img/good.png",
        "/Lessons/in-list.png",
        "https://educodingnplay.s3.ap-northeast-2.amazonaws.com/old/from-aws.png?versionId=1",
        "https://s3.ap-northeast-2.amazonaws.com/educodingnplay/Lessons/one.md",
        "https://another.s3.ap-northeast-2.amazonaws.com/foreign.png",
        f"{cdn.address}/Lessons/img/{quote(ENCODED)}2.png",
        f"{cdn.address}/Lessons/img/{quote(NFD)}1.png",
        f"{store.endpoint}/{BUCKET}/DataAnalysis/chapter01_1_p01.md",
        "Lessons//img/good.png",
        "",
        "Lessons/img/",
    ]
    (folder / "list.txt").write_text("\n".join(lines))
    # As Excel writes it on a Korean Windows.
    rows = (
        "번호,image,memo\r\n1,Lessons/img/good.png,좋음\r\n2,Lessons/in-csv.png,a/b.png\r\n3,,\r\n"
    )
    (folder / "table.csv").write_bytes(rows.encode("cp949"))
    with sqlite3.connect(folder / "platform.sqlite") as database:
        database.execute("CREATE TABLE Lessons (id INTEGER, name TEXT, content TEXT, size REAL)")
        values = [
            (7, "첫 수업", '<p><img src="/Lessons/in-sql.png"></p>', 1.5),
            (8, "and/or 50%", '{"files": ["Lessons/one.md", null]}', None),
        ]
        database.executemany("INSERT INTO Lessons VALUES (?, ?, ?, ?)", values)
    database.close()
    question = "--sql=SELECT * FROM Lessons WHERE name LIKE '%' -- all"
    table = [f"--csv={folder / 'table.csv'}", "--column=image"]
    return [f"--list={folder / 'list.txt'}", *table, question]
