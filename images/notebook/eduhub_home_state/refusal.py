"""What somebody reads whose file was not saved, because there is no room for it."""

from typing import Final, NamedTuple

from .fullness import Fullness

_SHOWN: Final = 5
_LONGEST_NAME: Final = 60
_UNITS: Final = ("KB", "MB", "GB")


class _Words(NamedTuple):
    person: str
    center: str
    largest: str


_KO: Final = _Words(
    "저장 공간({quota})이 가득 차서 {name} 파일을 저장하지 않았습니다. "
    "저장된 파일은 그대로 있고, 노트북은 계속 저장됩니다. "
    "필요 없는 큰 파일을 지운 다음 다시 저장해 주세요.",
    "학원의 저장 공간이 가득 차서 {name} 파일을 저장하지 않았습니다. "
    "저장된 파일은 그대로 있고, 노트북은 계속 저장됩니다. "
    "필요 없는 큰 파일을 지우거나 선생님께 알려 주세요.",
    "큰 파일: {files}",
)
_EN: Final = _Words(
    "{name} was not saved, because your storage ({quota}) is full. "
    "Your saved files are untouched, and notebooks are still saved. "
    "Please delete large files that you do not need, and save again.",
    "{name} was not saved, because the storage of your learning centre is full. "
    "Your saved files are untouched, and notebooks are still saved. "
    "Please delete large files that you do not need, or tell your teacher.",
    "Large files: {files}",
)


def refusal(full: Fullness, path: str, language: str) -> str:
    """Return the message.

    Parameters
    ----------
    full
        What is used up.
    path
        Of the file that is not saved.
    language
        ``ko`` or ``en``; anything else is both.
    """
    words = {"ko": (_KO,), "en": (_EN,)}.get(language, (_KO, _EN))
    files = ", ".join(f"{_short(name)} ({_size(size)})" for name, size in full.largest[:_SHOWN])
    texts = []
    for each in words:
        sentence = each.center if full.of_center else each.person
        texts.append(sentence.format(name=_short(path), quota=_size(full.quota_bytes)))
        if files:
            texts.append(each.largest.format(files=files))
    return " ".join(texts)


def _short(name: str) -> str:
    """A name of any length, without what tornado takes for a place to fill in."""
    end = name if len(name) <= _LONGEST_NAME else f"…{name[-_LONGEST_NAME:]}"
    return end.replace("%", "\uff05")


def _size(size: int) -> str:
    """Return a size as people read it, in steps of 1024 as quotas are."""
    amount, unit = size / 1024, 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if amount >= 10 else f"{amount:.1f} {_UNITS[unit]}"
