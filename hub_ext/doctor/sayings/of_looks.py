"""About a look itself, when it says nothing about its part."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

SAYINGS: Final = {
    "not-looked": Saying(
        "unknown",
        Message(
            ko="{cause} 때문에 볼 수 없었습니다.",
            en="It could not be looked at because of {cause}.",
        ),
        Message(ko="먼저 {cause}을(를) 고치세요.", en="Mend {cause} first."),
    ),
    "explained": Saying(
        "unknown",
        Message(
            ko="제대로 동작하지 않지만, {cause}의 고장으로 설명됩니다.",
            en="It does not work, which the breakage of {cause} explains.",
        ),
        Message(
            ko="먼저 {cause}을(를) 고치고 다시 확인하세요.",
            en="Mend {cause} first, then look again.",
        ),
    ),
    "look-silent": Saying(
        "unknown",
        Message(
            ko="{seconds}초 안에 답이 없어서 상태를 알 수 없습니다.",
            en="There was no answer within {seconds} s, so nothing is known about it.",
        ),
        Message(
            ko="컴퓨터가 바쁜 때라면 잠시 뒤에 다시 확인하세요.",
            en="If the machine is busy, look again in a while.",
        ),
    ),
    "look-failed": Saying(
        "unknown",
        Message(
            ko="확인하는 프로그램이 실패했습니다({error}). 이 부분의 고장이라는 뜻은 아닙니다.",
            en="The look itself failed ({error}). That does not mean that the part is broken.",
        ),
        Message(
            ko="이미지가 이 폴더보다 오래되었으면 '{start}' 명령으로 맞추고 다시 확인하세요.",
            en="If the images are older than this checkout, bring them up to date with '{start}', and look again.",
        ),
    ),
}
