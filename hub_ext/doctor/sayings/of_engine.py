"""About the engine and the images."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

SAYINGS: Final = {
    "engine-ok": Saying(
        "ok",
        Message(
            ko="Docker {version}이(가) 답합니다 (저장 방식 {driver}).",
            en="Docker {version} answers (storage driver {driver}).",
        ),
    ),
    "engine-missing": Saying(
        "broken",
        Message(ko="Docker가 설치되어 있지 않습니다.", en="Docker is not installed."),
        Message(
            ko="'{start}' 명령으로 설치됩니다. Debian과 Ubuntu가 아니면 직접 설치하세요.",
            en="'{start}' installs it; elsewhere than on Debian and Ubuntu install it by hand.",
        ),
    ),
    "engine-refused": Saying(
        "broken",
        Message(
            ko="이 계정은 Docker를 쓸 수 없습니다.",
            en="This account may not use the Docker engine.",
        ),
        Message(
            ko="관리자로 실행하세요: sudo scripts/doctor", en="Run it as root: sudo scripts/doctor"
        ),
    ),
    "engine-down": Saying(
        "broken",
        Message(ko="Docker 엔진이 꺼져 있습니다.", en="The Docker engine does not run."),
        Message(
            ko="켜세요: systemctl start docker. 켜지지 않으면 이유를 보세요: journalctl -u docker -n 50",
            en="Start it: systemctl start docker. If it does not start, see why: journalctl -u docker -n 50",
        ),
    ),
    "engine-silent": Saying(
        "broken",
        Message(
            ko="Docker 엔진이 실행 중이지만 {seconds}초 안에 답하지 않습니다. 실행 중인 서버는 계속 동작하지만 새로 시작할 수 없습니다.",
            en="The Docker engine runs and does not answer within {seconds} s. Servers that run go on, and none can be started.",
        ),
        Message(
            ko="디스크 공간(df -h)과 로그(journalctl -u docker -n 100)를 먼저 보세요. 엔진을 다시 시작하면 풀리지만, "
            "/etc/docker/daemon.json에 live-restore가 없으면 모든 사람의 서버가 함께 꺼집니다. 그때는 수업이 끝난 뒤에 하세요.",
            en="Look at the disk (df -h) and the log (journalctl -u docker -n 100) first. A restart of the engine helps, but without "
            "live-restore in /etc/docker/daemon.json it ends everybody's servers: then wait until lessons are over.",
        ),
    ),
    "engine-failed": Saying(
        "broken",
        Message(
            ko="Docker 엔진이 자기 상태를 말하지 못합니다.",
            en="The Docker engine cannot tell its state.",
        ),
        Message(
            ko="로그를 보세요: journalctl -u docker -n 100",
            en="See its log: journalctl -u docker -n 100",
        ),
    ),
    "setup-ok": Saying(
        "ok",
        Message(ko="엔진 설정이 운영에 알맞습니다.", en="The engine is set up as it should be."),
    ),
    "setup-no-live-restore": Saying(
        "warning",
        Message(
            ko="live-restore가 꺼져 있어서, 엔진을 다시 시작하거나 올릴 때 모든 사람의 서버가 꺼집니다.",
            en="live-restore is off, so a restart or upgrade of the engine ends everybody's servers.",
        ),
        Message(
            ko="/etc/docker/daemon.json에 \"live-restore\": true 를 넣고 'systemctl reload docker' 하세요. "
            "reload는 서버를 끄지 않습니다. restart는 아직 모두 끄니 하지 마세요.",
            en="Put \"live-restore\": true into /etc/docker/daemon.json, then 'systemctl reload docker'. A reload ends no "
            "server. Do not restart it yet: that would end them all.",
        ),
    ),
    "setup-old": Saying(
        "warning",
        Message(
            ko="Docker {version}은(는) 오래되었습니다. 20.10은 드물게 멈춰 버립니다.",
            en="Docker {version} is old; 20.10 locks up at times.",
        ),
        Message(
            ko="수업이 없을 때 23 이상으로 올리세요. live-restore가 없으면 올리는 동안 모든 사람의 서버가 꺼집니다.",
            en="Upgrade it to 23 or later while there are no lessons; without live-restore the upgrade ends everybody's servers.",
        ),
    ),
    "setup-slow-driver": Saying(
        "warning",
        Message(
            ko="엔진의 저장 방식이 {driver}라서 느리고 디스크를 많이 씁니다.",
            en="The engine's storage driver is {driver}, which is slow and takes much disk.",
        ),
        Message(
            ko="overlay2를 쓰는 디스크(ext4, xfs)로 옮길 계획을 세우세요. 바꾸면 이미지와 컨테이너를 다시 만들어야 합니다.",
            en="Plan a move to a disk with overlay2 (ext4, xfs); after it images and containers have to be made anew.",
        ),
    ),
    "images-ok": Saying(
        "ok",
        Message(ko="이미지 {count}개가 모두 있습니다.", en="All {count} images are there."),
    ),
    "image-missing": Saying(
        "broken",
        Message(ko="이미지 {image}이(가) 없습니다.", en="There is no image {image}."),
        Message(
            ko="'{start}' 명령으로 만듭니다. 실행 중인 서버는 그대로 있습니다.",
            en="'{start}' builds it. Running servers stay.",
        ),
    ),
    "images-older": Saying(
        "warning",
        Message(
            ko="{services}이(가) 지금 있는 이미지보다 오래된 이미지로 실행 중입니다.",
            en="{services} run from an older image than the one that is there now.",
        ),
        Message(
            ko="'{start}' 명령으로 바꿉니다. 실행 중인 서버는 그대로 있습니다.",
            en="'{start}' replaces them. Running servers stay.",
        ),
    ),
    "images-versions": Saying(
        "warning",
        Message(
            ko="이미지들의 버전이 서로 다릅니다: {versions}.",
            en="The images are of different versions: {versions}.",
        ),
        Message(
            ko="'{start}' 명령으로 한 버전으로 맞춥니다.",
            en="'{start}' brings all of them to one version.",
        ),
    ),
}
