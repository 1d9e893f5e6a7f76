"""What the audit says to people."""

from typing import Final

from hub_ext.content_audit.models import Kind
from hub_ext.language import Message
from hub_ext.storage.errors import ErrorCode

#: What was found, and what to do about it.
KINDS: Final = {
    Kind.MISSING: (
        Message(ko="버킷에 없음", en="Not in the bucket"),
        Message(
            ko="비슷한 파일도 없습니다. 원본에서 복사하거나(--missing 목록을 content copy --files-from 에 주세요) 참조를 고치세요.",
            en="Nothing like it is there either. Copy it from the source (give the list of --missing to content copy --files-from), or mend what refers to it.",
        ),
    ),
    Kind.OTHER_CASE: (
        Message(ko="대소문자가 다름", en="There in another case"),
        Message(
            ko="버킷은 대소문자를 구별합니다. 참조를 아래의 키로 고치거나 그 이름으로 복사하세요.",
            en="The bucket tells capitals from small letters. Refer to the key shown, or copy it to the wanted name.",
        ),
    ),
    Kind.OTHER_FORM: (
        Message(ko="한글 조합 방식이 다름(NFC/NFD)", en="There in another Unicode form (NFC/NFD)"),
        Message(
            ko="눈에는 같아도 다른 키입니다. 맥에서 올린 파일에 흔합니다. 원하는 이름으로 복사하세요.",
            en="It looks the same and is another key, as files from a Mac often are. Copy it to the wanted name.",
        ),
    ),
    Kind.OTHER_SPELLING: (
        Message(ko="슬래시나 % 표기가 다름", en="There with other slashes or percent signs"),
        Message(
            ko="참조나 키가 두 번 인코딩되었거나 슬래시가 더 있습니다. 참조를 아래의 키로 고치세요.",
            en="The reference or the key was encoded twice, or has a slash too many. Refer to the key shown.",
        ),
    ),
    Kind.OTHER_FOLDER: (
        Message(ko="같은 이름이 다른 폴더에 있음", en="A file of this name is in another folder"),
        Message(
            ko="같은 파일인지 확인한 뒤 참조를 고치거나 복사하세요.",
            en="See whether it is the same file; then mend the reference, or copy it.",
        ),
    ),
    Kind.FORBIDDEN: (
        Message(ko="버킷에 있으나 CDN이 거부함", en="In the bucket, and the CDN refuses it"),
        Message(
            ko="객체의 권한(ACL)이 공개 읽기인지 확인하세요.",
            en="See whether the object's ACL lets everybody read it.",
        ),
    ),
    Kind.NOT_ON_CDN: (
        Message(ko="버킷에 있으나 CDN에는 없음", en="In the bucket, and not on the CDN"),
        Message(
            ko="CDN의 원본 설정을 확인하고, 저장된 404 응답을 지우세요(purge).",
            en="See which bucket and path the CDN reads from, and purge the 404 that it remembers.",
        ),
    ),
    Kind.ERROR_PAGE: (
        Message(ko="파일 대신 오류 페이지가 옴", en="An error page comes in its place"),
        Message(
            ko="CDN의 오류 페이지 설정을 확인하세요. 길이가 버킷과 같으면 오류 페이지가 객체로 저장된 것이니 다시 복사하세요.",
            en="See the CDN's setting for error pages. If it is as long as the object, the error page was saved as the object: copy it again.",
        ),
    ),
    Kind.OTHER_LENGTH: (
        Message(ko="CDN의 길이가 버킷과 다름", en="The CDN has another length than the bucket"),
        Message(
            ko="CDN이 오래된 파일을 갖고 있을 수 있습니다. CDN에서 지우세요(purge).",
            en="The CDN may hold an old file. Purge it.",
        ),
    ),
    Kind.WRONG_TYPE: (
        Message(ko="콘텐츠 유형이 맞지 않음", en="Wrong content type"),
        Message(
            ko="브라우저가 보여 주지 못하거나 내려받습니다. 객체의 Content-Type을 고치세요.",
            en="A browser cannot show it, or saves it. Set the object's Content-Type.",
        ),
    ),
    Kind.UNKNOWN: (
        Message(ko="CDN이 답하지 않아 알 수 없음", en="Unknown: the CDN did not answer"),
        Message(
            ko="없다는 뜻이 아닙니다. CDN이 답할 때 다시 실행하세요.",
            en="This does not say that it is missing. Run this again when the CDN answers.",
        ),
    ),
}

TITLE: Final = Message(ko="콘텐츠 점검: {bucket}", en="Content audit: {bucket}")
COUNTS: Final = Message(
    ko="버킷의 객체 {objects}개, 읽은 문서 {documents}개, 참조 {references}개(키 {keys}개). 다른 호스트를 가리키는 참조 {foreign}개와 파일이 아닌 참조 {not_files}개는 뺐습니다.",
    en="{objects} objects in the bucket, {documents} documents read, {references} references to {keys} keys. Left out: {foreign} references to other hosts, {not_files} that are not to files.",
)
CDN: Final = Message(ko="CDN: {address}", en="CDN: {address}")
NO_CDN: Final = Message(
    ko="CDN 주소(S3_ASSET_URL)가 없어 버킷만 확인했습니다.",
    en="S3_ASSET_URL is not set, so only the bucket was asked.",
)
NOTHING: Final = Message(
    ko="참조된 것은 모두 있습니다.", en="Everything that is referred to can be had."
)
KIND: Final = Message(ko="결과", en="Finding")
KEY: Final = Message(ko="키", en="Key")
COUNT: Final = Message(ko="개수", en="Count")
LIKELY: Final = Message(ko="아마도", en="Probably")
CDN_SAID: Final = Message(ko="CDN의 답", en="The CDN said")
WHERE: Final = Message(ko="어디에서", en="Where")
WRITTEN: Final = Message(ko="적힌 것", en="As written")
UNREAD: Final = Message(ko="읽지 못한 것", en="Could not be read")
UNREAD_MEANS: Final = Message(
    ko="여기에 있는 참조는 점검하지 못했습니다.",
    en="What these refer to was not looked at.",
)
SOURCE: Final = Message(ko="출처", en="Source")
REASON: Final = Message(ko="까닭", en="Reason")
MORE: Final = Message(ko="… 그 밖에 {count}개", en="… and {count} more")
WRITTEN_TO: Final = Message(ko="{file}에 적었습니다.", en="Written to {file}.")

LINE: Final = Message(ko="{line}번째 줄", en="line {line}")
CELL: Final = Message(ko="{cell}번째 셀", en="cell {cell}")
ROW: Final = Message(ko="{row}번째 행", en="row {row}")
ROW_ID: Final = Message(ko="id {row_id}", en="id {row_id}")
COLUMN: Final = Message(ko="{column} 열", en="column {column}")

LISTING: Final = Message(ko="버킷 목록", en="Listing the bucket")
READING: Final = Message(ko="문서 읽기", en="Reading documents")
ASKING: Final = Message(ko="확인", en="Asking")

NO_SOURCES: Final = Message(
    ko="점검할 것이 없습니다. --documents, --list, --csv 또는 --sql을 주세요.",
    en="There is nothing to look at. Give --documents, --list, --csv or --sql.",
)
NO_COLUMN: Final = Message(
    ko="--csv에는 --column이 필요하고, --column에는 --csv가 필요합니다.",
    en="--csv needs --column, and --column needs --csv.",
)
NOT_A_QUESTION: Final = Message(
    ko="--sql은 읽기만 하는 SELECT 하나여야 합니다. 아무것도 실행하지 않았습니다.",
    en="--sql must be one SELECT that only reads. Nothing was run.",
)
BUCKET_NOT_ASKED: Final = Message(
    ko="버킷 {bucket}을 확인하지 못했습니다({reason}). 있는지 없는지 알 수 없어 보고서를 쓰지 않았습니다. {what_to_do}",
    en="The bucket {bucket} could not be asked ({reason}). What is there and what is not is unknown, so no report was written. {what_to_do}",
)
_CHECK_KEYS: Final = Message(
    ko="AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, BUCKET_NAME을 확인하세요.",
    en="Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and BUCKET_NAME.",
)
TRY_AGAIN: Final = Message(
    ko="S3_ENDPOINT_URL과 네트워크를 확인하고 다시 실행하세요.",
    en="Check S3_ENDPOINT_URL and the network, and run this again.",
)
WHAT_TO_DO: Final = {
    ErrorCode.OBJECT_STORE_REFUSED: _CHECK_KEYS,
    ErrorCode.BUCKET_MISSING: _CHECK_KEYS,
    ErrorCode.CLOCK_WRONG: Message(
        ko="이 컴퓨터의 시계를 맞추세요.", en="Set the clock of this machine."
    ),
}
