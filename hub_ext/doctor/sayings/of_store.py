"""About the bucket and the CDN."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

_RIGHTS: Final = Message(
    ko="NCP 콘솔에서 이 키의 권한에 {right}을(를) 더하세요 (버킷 {bucket}). 고칠 때까지 작업은 이 컴퓨터에 남아 있습니다.",
    en="Give these keys the right to {right} in the NCP console (bucket {bucket}). Until then work stays on this machine.",
)


def _may_not(ko: str, en: str) -> Saying:
    return Saying(
        "broken",
        Message(
            ko=f"키로 버킷 {{bucket}}에서 {ko} 수 없습니다.",
            en=f"The keys may not {en} in the bucket {{bucket}}.",
        ),
        _RIGHTS,
    )


SAYINGS: Final = {
    "bucket-ok": Saying(
        "ok",
        Message(
            ko="버킷 {bucket}에서 목록, 쓰기, 읽기, 지우기가 모두 됩니다.",
            en="Listing, writing, reading and deleting work in the bucket {bucket}.",
        ),
    ),
    "bucket-unreachable": Saying(
        "broken",
        Message(
            ko="파일 저장소 {endpoint}에 연결할 수 없습니다. 저장한 것은 이 컴퓨터에 남아 있다가 나중에 올라갑니다.",
            en="The object store {endpoint} cannot be reached. What is saved stays on this machine and goes up later.",
        ),
        Message(
            ko="S3_ENDPOINT_URL과 네트워크(DNS, 나가는 443 포트)를 확인하고, NCP의 장애 공지를 보세요.",
            en="Check S3_ENDPOINT_URL and the network (DNS, port 443 outwards), and see NCP's status page.",
        ),
    ),
    "bucket-keys": Saying(
        "broken",
        Message(
            ko="파일 저장소가 키를 받아 주지 않습니다.", en="The object store refuses the keys."
        ),
        Message(
            ko="AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY를 NCP 콘솔의 값과 비교하고 '{start}' 명령을 실행하세요.",
            en="Compare AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY with the NCP console, then '{start}'.",
        ),
    ),
    "bucket-missing": Saying(
        "broken",
        Message(
            ko="파일 저장소에 버킷 {bucket}이(가) 없습니다.",
            en="The object store has no bucket {bucket}.",
        ),
        Message(
            ko="BUCKET_NAME을 확인하세요. 버킷이 지워졌다면 같은 이름으로 다시 만드세요. 이 컴퓨터에 있는 파일은 그대로 올라갑니다.",
            en="Check BUCKET_NAME. If it was deleted, make it again under that name: what this machine has goes up.",
        ),
    ),
    "bucket-busy": Saying(
        "broken",
        Message(
            ko="파일 저장소가 지금 처리하지 못한다고 답합니다.",
            en="The object store says that it cannot answer now.",
        ),
        Message(
            ko="잠시 뒤에 다시 확인하고, 계속되면 NCP의 장애 공지를 보세요. 작업은 이 컴퓨터에 남아 있습니다.",
            en="Look again in a while; if it goes on, see NCP's status page. Work stays on this machine.",
        ),
    ),
    "bucket-other": Saying(
        "broken",
        Message(
            ko="버킷 {bucket}을(를) 쓸 수 없습니다({code}).",
            en="The bucket {bucket} cannot be used ({code}).",
        ),
        Message(
            ko="저장 에이전트의 로그를 보세요: make logs",
            en="See the storage agent's log: make logs",
        ),
    ),
    "bucket-list": _may_not("목록을 볼", "list"),
    "bucket-put": _may_not("객체를 쓸", "write objects"),
    "bucket-get": _may_not("객체를 읽을", "read objects"),
    "bucket-delete": _may_not("객체를 지울", "delete objects"),
    "bucket-differs": Saying(
        "broken",
        Message(
            ko="버킷 {bucket}에 쓴 객체를 다시 읽으니 내용이 다릅니다.",
            en="An object that was written to the bucket {bucket} reads differently.",
        ),
        Message(
            ko="S3_ENDPOINT_URL이 캐시(CDN)가 아니라 저장소 자체인지 확인하세요.",
            en="See that S3_ENDPOINT_URL is the store itself, and no cache (CDN).",
        ),
    ),
    "lessons-none": Saying(
        "warning",
        Message(
            ko="버킷의 {prefix}/ 에 수업 자료가 없습니다.",
            en="There are no lessons below {prefix}/ in the bucket.",
        ),
        Message(
            ko="HUB_LESSON_PREFIXES를 확인하거나, scripts/eduhub content copy 로 옮기세요.",
            en="Check HUB_LESSON_PREFIXES, or bring them over with scripts/eduhub content copy.",
        ),
    ),
    "cdn-ok": Saying(
        "ok",
        Message(
            ko="CDN이 수업 자료 {key}을(를) 내줍니다.", en="The CDN gives out the lesson {key}."
        ),
    ),
    "cdn-none": Saying(
        "ok",
        Message(
            ko="S3_ASSET_URL이 없어서 CDN은 보지 않았습니다.",
            en="S3_ASSET_URL is not set, so no CDN was looked at.",
        ),
    ),
    "cdn-unreachable": Saying(
        "warning",
        Message(ko="CDN {url}에 연결할 수 없습니다.", en="The CDN {url} cannot be reached."),
        Message(
            ko="S3_ASSET_URL과 NCP 콘솔의 CDN 상태를 확인하세요. 노트북은 CDN 없이도 됩니다.",
            en="Check S3_ASSET_URL, and the CDN in the NCP console. Notebooks work without it.",
        ),
    ),
    "cdn-refuses": Saying(
        "warning",
        Message(
            ko="CDN이 버킷에 있는 수업 자료 {key}에 {status}로 답합니다.",
            en="The CDN answers {status} for the lesson {key}, which is in the bucket.",
        ),
        Message(
            ko="CDN의 원본 버킷이 맞는지 확인하세요. 빠진 것을 모두 보려면: scripts/eduhub content audit",
            en="See that the CDN's origin is this bucket. For all that is missing: scripts/eduhub content audit",
        ),
    ),
}
