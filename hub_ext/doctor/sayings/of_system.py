"""About the parts that run: services, packet filter, the way in, and a server for a try."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

_LOG: Final = Message(
    ko="이유를 보세요: docker logs --tail 30 {container}. 그다음 '{start}' 명령을 실행하세요. 실행 중인 서버는 그대로 있습니다.",
    en="See why: docker logs --tail 30 {container}. Then '{start}'. Running servers stay.",
)
_UP: Final = Message(
    ko="'{start}' 명령으로 켭니다. 실행 중인 서버는 그대로 있습니다.",
    en="'{start}' starts it. Running servers stay.",
)

SAYINGS: Final = {
    "services-ok": Saying(
        "ok",
        Message(ko="서비스 {count}개가 모두 정상입니다.", en="All {count} services are healthy."),
    ),
    "services-never": Saying(
        "broken",
        Message(
            ko="이 폴더에서 인스턴스 {instance}을(를) 시작한 적이 없습니다.",
            en="The instance {instance} was never started from this folder.",
        ),
        Message(ko="시작하세요: {start}", en="Start it: {start}"),
    ),
    "services-down": Saying(
        "broken",
        Message(
            ko="인스턴스 {instance}의 서비스가 하나도 없습니다.",
            en="None of the services of the instance {instance} is there.",
        ),
        Message(ko="시작하세요: {start}", en="Start it: {start}"),
    ),
    "services-no-compose": Saying(
        "broken",
        Message(
            ko="docker compose가 구성을 읽지 못합니다.",
            en="docker compose cannot read the configuration.",
        ),
        Message(
            ko="이유를 보세요: docker compose config. 플러그인이 없으면 '{start}' 명령으로 설치됩니다.",
            en="See why: docker compose config. If there is no such plugin, '{start}' installs it.",
        ),
    ),
    "service-missing": Saying(
        "broken",
        Message(ko="서비스의 컨테이너가 없습니다.", en="The service has no container."),
        _UP,
    ),
    "service-ended": Saying(
        "broken",
        Message(
            ko="서비스가 꺼져 있습니다(종료 상태 {status}).",
            en="The service does not run (exit status {status}).",
        ),
        _LOG,
    ),
    "service-memory": Saying(
        "broken",
        Message(
            ko="메모리 한도를 넘어서 커널이 서비스를 끝냈습니다.",
            en="The kernel ended the service because it used more memory than it may.",
        ),
        _LOG,
    ),
    "service-restarting": Saying(
        "broken",
        Message(
            ko="서비스가 시작하자마자 끝나기를 되풀이합니다(종료 상태 {status}).",
            en="The service ends as soon as it starts, again and again (exit status {status}).",
        ),
        _LOG,
    ),
    "service-paused": Saying(
        "broken",
        Message(ko="서비스가 일시 정지되어 있습니다.", en="The service is paused."),
        Message(ko="docker unpause {container}", en="docker unpause {container}"),
    ),
    "service-starting": Saying(
        "unknown",
        Message(ko="서비스가 시작하는 중입니다.", en="The service is starting."),
        Message(ko="1분 뒤에 다시 확인하세요.", en="Look again in a minute."),
    ),
    "service-unhealthy": Saying(
        "broken",
        Message(
            ko="서비스가 실행 중이지만 제대로 답하지 않습니다(unhealthy).",
            en="The service runs and does not answer as it should (unhealthy).",
        ),
        _LOG,
    ),
    "firewall-ok": Saying(
        "ok",
        Message(
            ko="사용자 서버 둘레의 방화벽 규칙이 모두 있습니다.",
            en="All rules around users' servers are in place.",
        ),
    ),
    "firewall-missing": Saying(
        "broken",
        Message(
            ko="사용자 서버 둘레의 방화벽 규칙이 없거나 순서가 바뀌었습니다. 서버에 접속되지 않거나 서로 접속될 수 있습니다.",
            en="Rules around users' servers are missing or out of order: servers may be out of reach, or within each other's.",
        ),
        Message(
            ko="서비스 firewall이 몇 초 안에 다시 넣습니다. 그대로면: docker restart {container}. 다른 프로그램(ufw, iptables-restore)이 규칙을 지우는지도 보세요.",
            en="The service firewall puts them back within seconds. If not: docker restart {container}. See also whether another program (ufw, iptables-restore) takes them away.",
        ),
    ),
    "firewall-bridge": Saying(
        "broken",
        Message(
            ko="br_netfilter가 꺼져 있어서 방화벽이 서버끼리의 통신을 보지 못합니다.",
            en="br_netfilter is off, so the packet filter does not see what passes between servers.",
        ),
        Message(
            ko="modprobe br_netfilter && sysctl -w net.bridge.bridge-nf-call-iptables=1",
            en="modprobe br_netfilter && sysctl -w net.bridge.bridge-nf-call-iptables=1",
        ),
    ),
    "agent-ok": Saying(
        "ok",
        Message(
            ko="저장 에이전트가 파일 저장소에 닿고 수업 자료를 붙여 두었습니다.",
            en="The storage agent reaches the object store and has the lessons mounted.",
        ),
    ),
    "agent-silent": Saying(
        "broken",
        Message(
            ko="허브가 저장 에이전트(storage)에 닿지 못합니다. 새 서버가 파일을 열 수 없습니다.",
            en="The hub does not reach the storage agent: new servers cannot get their files.",
        ),
        Message(ko="docker logs --tail 30 {container}", en="docker logs --tail 30 {container}"),
    ),
    "agent-store": Saying(
        "broken",
        Message(
            ko="저장 에이전트가 파일 저장소를 쓸 수 없습니다({code}).",
            en="The storage agent cannot use the object store ({code}).",
        ),
        Message(
            ko="설정을 바꿨다면 '{start}' 명령으로 적용하세요. 아니면 docker logs --tail 30 {container}",
            en="If settings were changed, apply them with '{start}'. If not: docker logs --tail 30 {container}",
        ),
    ),
    "agent-lessons": Saying(
        "broken",
        Message(
            ko="수업 자료가 붙어 있지 않습니다. 학생의 lessons 폴더가 비어 보입니다.",
            en="The lessons are not mounted: students see an empty folder lessons.",
        ),
        Message(
            ko="HUB_LESSON_PREFIXES를 확인하고 이유를 보세요: docker logs --tail 30 {container}",
            en="Check HUB_LESSON_PREFIXES, and see why: docker logs --tail 30 {container}",
        ),
    ),
    "page-ok": Saying(
        "ok",
        Message(
            ko="{address}에서 프록시를 지나 허브가 답합니다.",
            en="The hub answers through the proxy at {address}.",
        ),
    ),
    "page-silent": Saying(
        "broken",
        Message(
            ko="{address}에서 아무것도 답하지 않습니다. 사람들이 들어올 수 없습니다.",
            en="Nothing answers at {address}: nobody gets in.",
        ),
        Message(
            ko="프록시를 다시 시작하세요: docker restart {container}. 실행 중인 서버는 그대로 있고 몇 초 뒤 다시 이어집니다.",
            en="Restart the proxy: docker restart {container}. Running servers stay and are reached again within seconds.",
        ),
    ),
    "page-no-hub": Saying(
        "broken",
        Message(
            ko="프록시는 답하지만 허브로 이어 주지 않습니다(HTTP {status}).",
            en="The proxy answers and does not lead to the hub (HTTP {status}).",
        ),
        Message(
            ko="허브가 몇 초 안에 길을 다시 알려 줍니다. 그대로면: docker logs --tail 30 {container}. HUB_SUBDOMAIN_HOST를 바꿨다면 '{start}' 명령을 실행하세요.",
            en="The hub tells the proxy its ways again within seconds. If not: docker logs --tail 30 {container}. After a change of HUB_SUBDOMAIN_HOST: {start}.",
        ),
    ),
    "ready-ok": Saying(
        "ok",
        Message(
            ko="허브가 필요한 모든 부분에 닿습니다(/hub/ready).",
            en="The hub reaches every part that it needs (/hub/ready).",
        ),
    ),
    "ready-not": Saying(
        "broken",
        Message(
            ko="허브에서는 이 부분에 닿지 않습니다: {parts}.",
            en="The hub itself does not reach: {parts}.",
        ),
        Message(
            ko="허브의 로그를 보세요: docker logs --tail 50 {container}. 설정을 바꿨다면 '{start}' 명령으로 적용하세요.",
            en="See the hub's log: docker logs --tail 50 {container}. If settings were changed, apply them with '{start}'.",
        ),
    ),
    "spawn-ok": Saying(
        "ok",
        Message(
            ko="시험 서버가 {seconds}초 만에 답했고, 지웠습니다.",
            en="A server for a try answered after {seconds} s, and was removed.",
        ),
    ),
    "spawn-refused": Saying(
        "broken",
        Message(
            ko="엔진이 시험 서버를 만들지 못했습니다({code}).",
            en="The engine could not make a server for a try ({code}).",
        ),
        Message(
            ko="허브의 로그와 디스크를 보세요: docker logs --tail 50 {container}; df -h",
            en="See the hub's log and the disk: docker logs --tail 50 {container}; df -h",
        ),
    ),
    "spawn-ended": Saying(
        "broken",
        Message(
            ko="시험 서버가 답하기 전에 끝났습니다(종료 상태 {status}).",
            en="The server for a try ended before it answered (exit status {status}).",
        ),
        Message(
            ko="노트북 이미지가 허브와 같은 버전인지 보세요: scripts/build notebook. HUB_NOTEBOOK_IMAGE를 바꿨다면 그 이미지를 확인하세요.",
            en="See that the notebook image is of the hub's version: scripts/build notebook. If HUB_NOTEBOOK_IMAGE was changed, look at that image.",
        ),
    ),
    "spawn-silent": Saying(
        "broken",
        Message(
            ko="시험 서버가 실행 중이지만 허브에서 {seconds}초 안에 닿지 않습니다.",
            en="The server for a try runs, and the hub does not reach it within {seconds} s.",
        ),
        Message(
            ko="서비스 firewall을 보세요: docker logs --tail 30 {firewall}. 컴퓨터가 아주 바쁜 때라면 다시 확인하세요.",
            en="See the service firewall: docker logs --tail 30 {firewall}. If the machine is very busy, look again.",
        ),
    ),
}
