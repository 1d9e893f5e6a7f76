"""Which version of this project runs here."""

from pathlib import Path
from typing import Final

#: Written when the image is built: what the image has, whatever the checkout beside it has by now.
FILE: Final = Path(__file__).resolve().parent.parent / "VERSION"
#: Of a checkout that runs without an image, as in tests.
UNBUILT: Final = "development"


def version(file: Path = FILE) -> str:
    """Return the version as ``scripts/version hub`` printed it when the image was built."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return UNBUILT
