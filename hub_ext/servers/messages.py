"""What people read about their server: while it starts, when it cannot, and when it ended."""

from typing import Final

from hub_ext.language import Message

PROGRESS: Final = {
    "requested": Message(ko="서버를 준비하고 있습니다.", en="Getting your server ready."),
    "queue": Message(
        ko="차례를 기다리고 있습니다. 앞에 {before}명, 약 {seconds}초 남았습니다. 이 화면을 그대로 두세요.",
        en="Waiting for your turn: {before} before you, about {seconds} s. Keep this page open.",
    ),
    "files": Message(ko="파일을 가져오는 중입니다.", en="Fetching your files."),
    "container": Message(ko="컨테이너를 만드는 중입니다.", en="Creating your container."),
    "server": Message(ko="서버를 시작하는 중입니다.", en="Starting your server."),
    "waiting": Message(
        ko="노트북이 열리기를 기다리는 중입니다.", en="Waiting for the notebook to open."
    ),
    "ready": Message(ko="서버가 준비되었습니다.", en="Your server is ready."),
}

_SAFE_KO = "저장된 파일은 그대로 있습니다."
_SAFE_EN = "Your saved files are untouched."
_LATER_KO = "잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."
_LATER_EN = "Please try again in a moment, and tell your teacher if it goes on."
_TELL_KO = "선생님께 이 화면을 보여 주세요."
_TELL_EN = "Please show this page to your teacher."


def _trouble(
    what_ko: str, what_en: str, next_ko: str = _TELL_KO, next_en: str = _TELL_EN
) -> Message:
    return Message(ko=f"{what_ko} {_SAFE_KO} {next_ko}", en=f"{what_en} {_SAFE_EN} {next_en}")


_STORE_UNREACHABLE = _trouble(
    "파일 저장소에 연결할 수 없어서 서버를 시작하지 못했습니다.",
    "Your server was not started, because the file store cannot be reached.",
    _LATER_KO,
    _LATER_EN,
)
_AGENT_UNREACHABLE = _trouble(
    "파일을 준비하는 프로그램이 응답하지 않아서 서버를 시작하지 못했습니다.",
    "Your server was not started, because the program that prepares files does not answer.",
    _LATER_KO,
    _LATER_EN,
)
_ENGINE_UNREACHABLE = _trouble(
    "서버를 실행하는 컴퓨터가 응답하지 않아서 시작하지 못했습니다.",
    "Your server was not started, because the machine that runs it does not answer.",
    _LATER_KO,
    _LATER_EN,
)
_DISK_FULL = _trouble(
    "컴퓨터의 저장 공간이 가득 차서 서버를 시작하지 못했습니다.",
    "Your server was not started, because the machine's disk is full.",
)

#: By code: of the storage agent, of the engine, and of the spawner itself.
REFUSALS: Final = {
    "agent-unreachable": _AGENT_UNREACHABLE,
    "agent-timeout": _AGENT_UNREACHABLE,
    "object-store-unreachable": _STORE_UNREACHABLE,
    "object-store-busy": _trouble(
        "파일 저장소가 너무 바빠서 서버를 시작하지 못했습니다.",
        "Your server was not started, because the file store is too busy.",
        _LATER_KO,
        _LATER_EN,
    ),
    "object-store-refused": _trouble(
        "파일 저장소가 접속을 허락하지 않아서 서버를 시작하지 못했습니다.",
        "Your server was not started, because the file store refused access.",
    ),
    "clock-wrong": _trouble(
        "서버 컴퓨터의 시계가 틀려서 파일 저장소가 접속을 받아 주지 않습니다.",
        "The file store refuses access, because the clock of the server's machine is wrong.",
    ),
    "bucket-missing": _trouble(
        "파일 저장소에서 우리 보관함을 찾을 수 없어서 서버를 시작하지 못했습니다.",
        "Your server was not started, because our bucket in the file store cannot be found.",
    ),
    "opened-elsewhere": _trouble(
        "다른 컴퓨터에서 파일이 열려 있거나 저장되는 중이라서 서버를 시작하지 않았습니다.",
        "Your server was not started, because your files are open on another machine, or are "
        "still being saved there.",
        "그쪽 서버를 끄고 몇 분 뒤에 다시 시작해 주세요. 계속되면 선생님께 알려 주세요.",
        "Please stop your server there and start again in a few minutes, and tell your teacher if "
        "it goes on.",
    ),
    "disk-full": _DISK_FULL,
    "engine-disk-full": _DISK_FULL,
    "invalid-user-id": _trouble(
        "이 아이디는 파일 저장소에서 쓸 수 없는 모양이라 서버를 시작하지 못했습니다.",
        "Your server was not started, because the file store cannot use this login name.",
    ),
    "engine-unreachable": _ENGINE_UNREACHABLE,
    "engine-timeout": _trouble(
        "서버를 실행하는 컴퓨터가 너무 바빠서 시작하지 못했습니다.",
        "Your server was not started, because the machine that runs it is too busy.",
        _LATER_KO,
        _LATER_EN,
    ),
    "engine-refused": _trouble(
        "서버를 실행하는 프로그램이 허락하지 않아서 서버를 시작하지 못했습니다.",
        "Your server was not started, because the program that runs servers did not allow it.",
    ),
    "image-missing": _trouble(
        "노트북 프로그램이 아직 설치되지 않아서 서버를 시작하지 못했습니다.",
        "Your server was not started, because the notebook program is not installed.",
    ),
    "name-taken": _trouble(
        "같은 이름의 다른 프로그램이 실행되고 있어서 서버를 시작하지 못했습니다.",
        "Your server was not started, because another program runs under its name.",
    ),
    "server-ended": _trouble(
        "서버가 시작되자마자 멈췄습니다.",
        "Your server stopped as soon as it was started.",
        _LATER_KO,
        _LATER_EN,
    ),
    "start-timeout": _trouble(
        "서버를 시작하는 데 너무 오래 걸려서 멈췄습니다.",
        "Starting your server took too long and was given up.",
        _LATER_KO,
        _LATER_EN,
    ),
    "option-refused": Message(
        ko="고를 수 없는 설정이 있어서 서버를 시작하지 않았습니다. 저장된 파일은 그대로 있습니다. "
        "설정을 고르지 말고 서버를 다시 시작해 주세요.",
        en="Your server was not started, because it was asked for with an option that is not "
        "offered. Your saved files are untouched. Please start it again without options.",
    ),
    "internal": _trouble(
        "문제가 생겨서 서버를 시작하지 못했습니다.",
        "Your server was not started, because something went wrong.",
        _LATER_KO,
        _LATER_EN,
    ),
}

#: By the name that the spawner keeps in its state until the next start.
NOTICES: Final = {
    "behind": Message(
        ko="지금 파일 저장소에 연결할 수 없어서 서버 컴퓨터에 남아 있던 파일로 시작합니다. "
        "다른 곳에서 고친 내용은 아직 안 보일 수 있습니다. "
        "계속 공부하셔도 되고, 연결되면 저절로 저장됩니다.",
        en="The file store cannot be reached, so your server starts with the files on its own "
        "machine. Changes made elsewhere may not be visible yet. You can go on working; "
        "everything is saved as soon as the store answers.",
    ),
    "not-yet-saved": Message(
        ko="서버는 멈췄지만 파일이 아직 파일 저장소로 옮겨지지 않았습니다. "
        "파일은 서버 컴퓨터에 안전하게 있고, 연결되면 저절로 옮겨집니다. 옮겨지면 이 알림은 사라집니다. "
        "그때까지 다른 곳에서 파일을 고치지 말아 주세요. 서버를 다시 시작하는 것은 괜찮습니다.",
        en="Your server has stopped, but your files have not reached the file store yet. They "
        "are safe on the server's machine and follow as soon as the store answers; then this "
        "notice goes away. Please do not change them elsewhere until then. You may start your "
        "server again.",
    ),
    "no-room": Message(
        ko="서버는 멈췄지만 저장 공간이 가득 차서 큰 파일 일부가 파일 저장소로 옮겨지지 않았습니다. "
        "그 파일은 이 컴퓨터에 안전하게 있고, 공간이 생기면 저절로 옮겨집니다. "
        "다시 시작해서 필요 없는 큰 파일을 지우거나 선생님께 알려 주세요.",
        en="Your server has stopped, but your storage is full and some large files did not go to "
        "the file store. They are safe on this machine and follow as soon as there is room. "
        "Please start it again and delete large files that you do not need, or tell your "
        "teacher.",
    ),
    "not-stopped": Message(
        ko="서버를 멈추라고 했지만 컴퓨터가 응답하지 않았습니다. "
        "파일은 그대로 있고, 컴퓨터가 응답하면 서버를 정리합니다. "
        "지금 할 일은 없습니다.",
        en="Your server was told to stop, but the machine that runs it did not answer. Your "
        "files are untouched, and the server is cleared away when the machine answers. There "
        "is nothing you need to do.",
    ),
    "out-of-memory": Message(
        ko="메모리를 너무 많이 써서 서버가 멈췄습니다. 저장한 파일은 그대로 있습니다. "
        "서버를 다시 시작하고, 데이터를 조금씩 나누어 읽어 보세요.",
        en="Your server stopped because it used too much memory. Your saved files are "
        "untouched. Start it again, and read your data in smaller parts.",
    ),
    "ended": Message(
        ko="서버가 갑자기 멈췄습니다. 저장한 파일은 그대로 있습니다. 서버를 다시 시작해 주세요.",
        en="Your server stopped unexpectedly. Your saved files are untouched. Please start it "
        "again.",
    ),
    "guest-ended": Message(
        ko="손님 서버가 멈췄고, 손님이 만든 파일은 서버와 함께 지워졌습니다. "
        "다시 시작하면 새 노트북으로 시작합니다.",
        en="Your guest server has stopped, and the files you made went with it. "
        "If you start it again, you begin with a new notebook.",
    ),
}
