"""Run once while the image is built, as root: fonts with which Matplotlib draws Korean properly.

No Nanum font has the minus sign U+2212, and Matplotlib's formulas, which also write the numbers of
logarithmic axes, look in the first font only. So a copy of NanumGothic gets one, under another
name as its licence (OFL) asks. Matplotlib's list of fonts then finds that copy for lessons that
ask for NanumGothic, and for seaborn's themes, which ask for Arial. The bold Nanum fonts call
themselves weight 600; without a correction every bold Korean title would warn.

Usage: ``python prepare_fonts.py /usr/share/fonts/truetype/nanum /usr/share/fonts/truetype/classroom``
with ``MPLCONFIGDIR`` naming the folder that is kept in the image.
"""

import json
import sys
from pathlib import Path

import matplotlib
from fontTools.ttLib import TTFont

FAMILY = "Classroom Gothic"
ALIASES = ("NanumGothic", "Arial")
MINUS, EN_DASH = 0x2212, 0x2013
BOLD, CALLED_BOLD = 700, 600
#: Name records: family, unique name, full name, PostScript name, preferred family.
NAME_RECORDS = (1, 3, 4, 6, 16)


def with_minus(source: Path, target: Path) -> None:
    """Write a copy of the font `source` that has a minus sign and the name `FAMILY`."""
    font = TTFont(source)
    for table in font["cmap"].tables:
        if table.isUnicode() and EN_DASH in table.cmap:
            table.cmap[MINUS] = table.cmap[EN_DASH]
    for record in font["name"].names:
        if record.nameID in NAME_RECORDS:
            name = FAMILY.replace(" ", "") + target.stem if record.nameID == 6 else FAMILY
            record.string = name
    font.save(target)


def complete(listed: Path) -> None:
    """Correct the weights in Matplotlib's list of fonts, and add the aliases."""
    fonts = json.loads(listed.read_text())
    entries = [font for font in fonts["ttflist"] if font["name"] not in ALIASES]
    for font in entries:
        if font["weight"] == CALLED_BOLD and font["name"].startswith(("Nanum", FAMILY)):
            font["weight"] = BOLD
    ours = [font for font in entries if font["name"] == FAMILY]
    fonts["ttflist"] = entries + [font | {"name": name} for name in ALIASES for font in ours]
    listed.write_text(json.dumps(fonts))


def main(nanum: Path, target: Path) -> None:
    """Make the fonts, and then the list that names them."""
    target.mkdir(parents=True, exist_ok=True)
    with_minus(nanum / "NanumGothic.ttf", target / "Regular.ttf")
    with_minus(nanum / "NanumGothicBold.ttf", target / "Bold.ttf")
    from matplotlib import font_manager  # noqa: F401 - looks through all fonts, the new ones too

    complete(next(Path(matplotlib.get_cachedir()).glob("fontlist-*.json")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
