"""``python -m release.sbom COLLECTED TARGET``: a document for each image whose lists were collected."""

import json
import sys
from datetime import datetime
from pathlib import Path

from release.packages import installed
from release.sbom.bill import bill

VERSION_LABEL = "org.opencontainers.image.version"


def write(collected: Path, target: Path) -> None:
    """Write ``IMAGE.cdx.json`` for each ``IMAGE.tar`` with its ``IMAGE.json``, and say how much is in it."""
    for archive in sorted(collected.glob("*.tar")):
        image = archive.stem
        (inspected,) = json.loads(archive.with_suffix(".json").read_text())
        version = (inspected["Config"]["Labels"] or {}).get(VERSION_LABEL, "unknown")
        made = datetime.fromisoformat(inspected["Created"])
        packages = installed(archive)
        document = bill(image, version, inspected["Id"], made, packages)
        (target / f"{image}.cdx.json").write_text(document)
        counts = [
            f"{sum(package.kind == kind for package in packages)} {kind}"
            for kind in ("deb", "npm", "pypi")
        ]
        print(f"{image:10} {', '.join(counts)}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
