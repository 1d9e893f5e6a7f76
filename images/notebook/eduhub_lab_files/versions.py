"""``python -m eduhub_lab_files.versions``: write down what the image has, when it is built."""

from . import EXTENSIONS, STATIC, VERSIONS_FILE, version_of

if __name__ == "__main__":
    VERSIONS_FILE.write_text(f"{version_of(STATIC)} {version_of(EXTENSIONS)}\n")
