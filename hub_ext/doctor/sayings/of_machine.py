"""About the machine: disk, memory, clock, mounts, ports."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

_FREE_SPACE: Final = Message(
    ko="무엇이 큰지 보세요: du -xh --max-depth=2 {folder} | sort -h | tail. 쓰지 않는 이미지는 "
    "'docker image prune'으로 지웁니다. {folder}/homes 안의 파일은 지우지 마세요. 아직 클라우드에 없는 작업일 수 있습니다.",
    en="See what is large: du -xh --max-depth=2 {folder} | sort -h | tail. 'docker image prune' removes "
    "images that nothing uses. Delete nothing in {folder}/homes: it may be work that is not in the cloud yet.",
)
_FREE_INODES: Final = Message(
    ko="파일이 많은 폴더를 찾으세요: du --inodes -x --max-depth=3 {folder} | sort -n | tail",
    en="Find the folder with many files: du --inodes -x --max-depth=3 {folder} | sort -n | tail",
)
_FREE_MEMORY: Final = Message(
    ko="누가 쓰는지 보세요: docker stats --no-stream. HUB_WARM_SERVERS나 HUB_MEMORY_LIMITS를 줄이거나, 쓰지 않는 서버를 관리 화면에서 끄세요.",
    en="See who uses it: docker stats --no-stream. Lower HUB_WARM_SERVERS or HUB_MEMORY_LIMITS, or stop servers that nobody uses on the admin page.",
)
_SET_CLOCK: Final = Message(
    ko="시계를 맞추세요: timedatectl set-ntp true (또는 chrony를 설치하세요).",
    en="Set the clock: timedatectl set-ntp true (or install chrony).",
)
_OTHER_PROGRAM: Final = Message(
    ko="어떤 프로그램인지 보세요: ss -ltnp 'sport = :{port}'. 그 프로그램을 멈추거나 .env의 {setting}을(를) 바꾸세요.",
    en="See which one: ss -ltnp 'sport = :{port}'. Stop it, or change {setting} in .env.",
)

SAYINGS: Final = {
    "disk-ok": Saying(
        "ok",
        Message(ko="빈 공간이 {free} 있습니다 ({folder}).", en="{free} are free ({folder})."),
    ),
    "disk-low": Saying(
        "warning",
        Message(
            ko="{folder} 디스크에 빈 공간이 {free}뿐입니다.",
            en="Only {free} are left on the disk of {folder}.",
        ),
        _FREE_SPACE,
    ),
    "disk-full": Saying(
        "broken",
        Message(
            ko="{folder} 디스크가 가득 찼습니다(빈 공간 {free}). 저장과 서버 시작이 실패합니다.",
            en="The disk of {folder} is full ({free} left): saving and starting servers fail.",
        ),
        _FREE_SPACE,
    ),
    "disk-missing": Saying(
        "broken",
        Message(
            ko="HUB_DATA_DIR 폴더 {folder}이(가) 없습니다.",
            en="The folder {folder} of HUB_DATA_DIR is not there.",
        ),
        Message(
            ko="다른 디스크라면 마운트되었는지 확인하세요. 처음이라면 '{start}' 명령으로 만들어집니다.",
            en="If it is a disk of its own, see that it is mounted. The first '{start}' makes it.",
        ),
    ),
    "inodes-ok": Saying(
        "ok", Message(ko="파일을 더 만들 수 있습니다.", en="There is room for more files.")
    ),
    "inodes-low": Saying(
        "warning",
        Message(
            ko="{folder} 디스크에 만들 수 있는 파일 수(inode)가 {percent}%만 남았습니다.",
            en="Only {percent} % of the inodes are left on the disk of {folder}.",
        ),
        _FREE_INODES,
    ),
    "inodes-full": Saying(
        "broken",
        Message(
            ko="{folder} 디스크에 파일을 더 만들 수 없습니다(inode가 {percent}% 남음). 공간이 있어도 저장이 실패합니다.",
            en="No more files can be made on the disk of {folder} ({percent} % of the inodes left): saving fails although there is room.",
        ),
        _FREE_INODES,
    ),
    "memory-ok": Saying(
        "ok",
        Message(ko="쓸 수 있는 메모리가 {free} 있습니다.", en="{free} of memory are available."),
    ),
    "memory-low": Saying(
        "warning",
        Message(
            ko="쓸 수 있는 메모리가 {free}({percent}%)뿐이라서 대기 서버를 더 만들지 않습니다.",
            en="Only {free} of memory ({percent} %) are available, so no more servers are started in advance.",
        ),
        _FREE_MEMORY,
    ),
    "memory-full": Saying(
        "broken",
        Message(
            ko="메모리가 거의 없습니다({free}, {percent}%). 커널이 프로그램을 강제로 끝낼 수 있습니다.",
            en="Memory is nearly used up ({free}, {percent} %): the kernel may end programs.",
        ),
        _FREE_MEMORY,
    ),
    "clock-ok": Saying(
        "ok",
        Message(
            ko="시계가 파일 저장소와 {seconds}초 이내로 맞습니다.",
            en="The clock agrees with the object store's within {seconds} s.",
        ),
    ),
    "clock-off": Saying(
        "warning",
        Message(
            ko="시계가 파일 저장소와 {seconds}초 다릅니다. 15분이 되면 저장소가 모든 요청을 거절합니다.",
            en="The clock differs from the object store's by {seconds} s. At 15 minutes the store refuses everything.",
        ),
        _SET_CLOCK,
    ),
    "clock-wrong": Saying(
        "broken",
        Message(
            ko="시계가 15분 넘게 틀려서 파일 저장소가 모든 요청을 거절합니다.",
            en="The clock is wrong by more than 15 minutes, so the object store refuses everything.",
        ),
        _SET_CLOCK,
    ),
    "mounts-ok": Saying(
        "ok",
        Message(
            ko="{folder}의 마운트가 컨테이너에 전달됩니다.",
            en="Mounts below {folder} reach containers.",
        ),
    ),
    "mounts-private": Saying(
        "broken",
        Message(
            ko="{point}의 마운트가 공유되지 않아서, 나중에 붙인 파일과 수업 자료가 실행 중인 서버에 보이지 않습니다.",
            en="Mounts of {point} are not shared, so files and lessons that are attached later do not reach running servers.",
        ),
        Message(
            ko="mount --make-rshared {point} 을(를) 실행한 뒤 '{start}' 명령을 실행하세요. 실행 중인 서버는 그대로 있습니다.",
            en="Run mount --make-rshared {point}, then '{start}'. Running servers stay.",
        ),
    ),
    "mounts-dead": Saying(
        "broken",
        Message(
            ko="마운트가 죽었습니다: {folders}.",
            en="These mounts are dead: {folders}.",
        ),
        Message(
            ko="저장 에이전트(storage)가 몇 초 안에 다시 붙입니다. 그대로면 'docker restart {storage}' 하세요. 실행 중인 서버는 그대로 있습니다.",
            en="The storage agent mounts them again within seconds. If not: docker restart {storage}. Running servers stay.",
        ),
    ),
    "port-ok": Saying(
        "ok",
        Message(
            ko="포트 {ports}에 문제가 없습니다.", en="There is nothing wrong with port {ports}."
        ),
    ),
    "port-taken": Saying(
        "broken",
        Message(
            ko="{service}에 필요한 포트 {port}을(를) 다른 프로그램이 쓰고 있습니다.",
            en="Port {port}, which {service} needs, is taken by another program.",
        ),
        _OTHER_PROGRAM,
    ),
}
