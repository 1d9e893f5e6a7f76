"""What teachers read on the class page."""

from typing import Final

from hub_ext.language import Language, Message
from hub_ext.pages.messages import MESSAGES as PAGES

#: What is the same on every page of the hub.
_SHARED: Final = ("product", "home", "admin", "logout", "skip_to_content", "dev_bar")

MESSAGES: Final[dict[str, Message]] = {
    **{key: PAGES[key] for key in _SHARED},
    "title": Message(ko="수업", en="Class"),
    "menu": Message(ko="메뉴", en="Menu"),
    "centre": Message(ko="{number}번 센터", en="Centre {number}"),
    "centres": Message(ko="센터 고르기", en="Choose a centre"),
    "no_centre": Message(
        ko="맡은 센터가 없어서 보여 줄 학생이 없습니다. 센터가 있어야 한다면 운영 담당자에게 말씀해 주세요.",
        en="You belong to no centre, so there is nobody to show. Ask the administrator if you should.",
    ),
    "no_students": Message(
        ko="이 센터에는 아직 학생이 없습니다. 플랫폼에 학생을 등록하면 1분 안에 여기에 나타납니다.",
        en="This centre has no students yet. Whoever is added on the platform appears within a minute.",
    ),
    "start_class": Message(ko="모두 시작", en="Start everybody"),
    "stop_class": Message(ko="모두 끄기", en="Stop everybody"),
    "stop_class_question": Message(
        ko="이 센터 학생의 노트북을 모두 끌까요? 저장한 파일은 그대로 있고, 실행 중인 코드는 멈춥니다.",
        en="Stop the notebooks of all students? Saved files are kept, code that is running ends.",
    ),
    "cancel": Message(ko="그만두기", en="Cancel"),
    "progress": Message(ko="진행률", en="Progress"),
    "running_count": Message(ko="{total}명 중 {count}명 켜짐", en="{count} of {total} running"),
    "student": Message(ko="학생", en="Student"),
    "state": Message(ko="상태", en="State"),
    "activity": Message(ko="마지막 활동", en="Last active"),
    "files": Message(ko="파일", en="Files"),
    "used": Message(ko="사용량", en="Used"),
    "actions": Message(ko="할 일", en="Actions"),
    "off": Message(ko="꺼짐", en="Off"),
    "starting": Message(ko="시작하는 중", en="Starting"),
    "running": Message(ko="켜짐", en="Running"),
    "stopping": Message(ko="끄는 중", en="Stopping"),
    "never": Message(ko="아직 없음", en="Not yet"),
    "files_saved": Message(ko="저장됨", en="Saved"),
    "files_saving": Message(ko="저장하는 중", en="Saving"),
    "files_waiting": Message(ko="저장 대기 중", en="Waiting to be saved"),
    "files_waiting_since": Message(
        ko="저장 대기 중 ({time}부터)", en="Waiting to be saved (since {time})"
    ),
    "files_stored": Message(ko="보관됨", en="Stored"),
    "files_unknown": Message(ko="확인 안 됨", en="Not known"),
    "used_of": Message(ko="{quota} 중 {used}", en="{used} of {quota}"),
    "level_warn": Message(ko="80% 넘게 썼습니다", en="Over 80 % used"),
    "level_urgent": Message(ko="95% 넘게 썼습니다", en="Over 95 % used"),
    "level_full": Message(
        ko="가득 차서 큰 파일은 저장되지 않습니다", en="Full: large files are not saved"
    ),
    "start": Message(ko="시작", en="Start"),
    "stop": Message(ko="끄기", en="Stop"),
    "look": Message(ko="노트북 보기", en="View notebooks"),
    "history": Message(ko="이전 버전", en="Earlier versions"),
    "open_live": Message(ko="실행 중인 화면 열기", en="Open live"),
    "open_live_note": Message(
        ko="학생에게 선생님이 들어왔다고 표시되고 기록이 남습니다.",
        en="The student is told, and it is recorded.",
    ),
    "run_start": Message(
        ko="시작하는 중: {total}명 중 {done}명 끝", en="Starting: {done} of {total} done"
    ),
    "run_stop": Message(
        ko="끄는 중: {total}명 중 {done}명 끝", en="Stopping: {done} of {total} done"
    ),
    "run_done_start": Message(ko="{done}명을 시작했습니다.", en="{done} started."),
    "run_done_stop": Message(ko="{done}명의 노트북을 껐습니다.", en="{done} stopped."),
    "run_failed": Message(
        ko="{failed}명은 되지 않았습니다. 그 학생의 줄에서 다시 눌러 주세요.",
        en="{failed} did not work. Try again in their rows.",
    ),
    "run_ended": Message(
        ko="중간에 멈췄습니다. 다시 누르면 남은 학생부터 이어서 합니다.",
        en="It ended early. Press again to go on with the rest.",
    ),
    "lost": Message(
        ko="허브의 답이 없어 화면이 새로워지지 않고 있습니다. 학생들의 파일은 그대로 있고, 연결되면 저절로 이어집니다.",
        en="The hub does not answer, so this page stands still. Students' files are safe; it goes on by itself.",
    ),
    "login_over": Message(
        ko="로그인이 끝났습니다. 이 화면을 새로 고쳐 다시 로그인해 주세요.",
        en="Your login has ended. Reload this page to log in again.",
    ),
    "refused": Message(
        ko="할 수 없습니다. 잠시 후 다시 눌러 주세요.",
        en="That was refused. Try again in a moment.",
    ),
    "notebooks_of": Message(ko="{name} 학생의 노트북", en="Notebooks of {name}"),
    "notebooks_note": Message(
        ko="저장된 마지막 내용을 읽기만 합니다. 코드는 실행되지 않고, 본 기록이 남습니다.",
        en="This is what was saved last, to read only. No code runs, and the look is recorded.",
    ),
    "no_notebooks": Message(ko="저장된 노트북이 없습니다.", en="There are no saved notebooks."),
    "notebook": Message(ko="노트북", en="Notebook"),
    "modified": Message(ko="저장한 때", en="Saved at"),
    "size": Message(ko="크기", en="Size"),
    "back_to_class": Message(ko="수업으로 돌아가기", en="Back to the class"),
    "back_to_notebooks": Message(ko="노트북 목록으로", en="All notebooks"),
    "frame_title": Message(ko="노트북 내용", en="Contents of the notebook"),
    "error_title": Message(ko="보여 줄 수 없습니다", en="This cannot be shown"),
    "error_forbidden": Message(
        ko="이 화면은 선생님과 센터장, 운영 담당자만 볼 수 있고, 자기 센터의 학생만 보입니다. 파일은 그대로 있습니다.",
        en="This page is for teachers, managers and administrators, and shows their own centre's "
        "students only. All files are safe.",
    ),
    "error_missing": Message(
        ko="찾는 학생이나 노트북이 없습니다. 옮겨졌거나 이름이 바뀌었을 수 있습니다. 파일은 그대로 있습니다.",
        en="There is no such student or notebook; it may have been moved. All files are safe.",
    ),
    "error_unavailable": Message(
        ko="저장소나 허브가 지금 답하지 않습니다. 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요.",
        en="The store or the hub does not answer now. All files are safe. Try again in a moment.",
    ),
}

#: The same for the templates, fields and all.
WORDS: Final[dict[Language, dict[str, str]]] = {
    "ko": {key: message.ko for key, message in MESSAGES.items()},
    "en": {key: message.en for key, message in MESSAGES.items()},
}
