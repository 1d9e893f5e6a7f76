"""What ``--help`` says of the commands of ``content``, and what they say of a wrong command line."""

from typing import Final

from hub_ext.language import Message

CONTENT: Final = Message(
    ko="버킷의 객체를 AWS에서 NCP로 옮기고 확인합니다.",
    en="Moves the bucket's objects from AWS to NCP, and checks them.",
)
COPY: Final = Message(
    ko="""원본(AWS)에 있고 대상(NCP)에 없거나 더 오래된 객체를 복사합니다.

아무것도 지우지 않습니다. 대상에서 나중에 저장된 객체는 덮어쓰지 않고 알려 줍니다. 멈추면 같은 명령으로 이어서 합니다.

종료 상태: 0 모두 복사됨, 1 복사할 수 없는 키가 있음, 2 명령이나 설정이 잘못됨, 3 저장소 문제로 남은 것이 있음.""",
    en="""Copies what the target (NCP) lacks, or has in an older form than the source (AWS).

Nothing is deleted. What was saved in the target later is not overwritten, and is listed. When it was stopped the same command goes on.

Exit status: 0 all copied, 1 some keys cannot be carried, 2 the command line or a setting is wrong, 3 a store could not be had and something is left to do.""",
)
VERIFY: Final = Message(
    ko="""원본(AWS)의 모든 객체가 대상(NCP)에 같은 내용으로 있는지 확인합니다. 아무것도 쓰지 않습니다.

종료 상태: 0 모두 같음(대상에만 있는 것은 알려만 줌), 1 없거나 다른 것이 있음, 2 명령이나 설정이 잘못됨, 3 끝까지 확인하지 못함.""",
    en="""Checks that every object of the source (AWS) is in the target (NCP), and equal. Writes nothing to either.

Exit status: 0 all equal (what only the target has is listed, no more), 1 something is missing or differs, 2 the command line or a setting is wrong, 3 it could not be completed.""",
)
PREFIXES: Final = Message(
    ko="키가 이렇게 시작하는 객체만, 예: DataAnalysis/ (없으면 버킷 전체)",
    en="Only objects whose keys begin so, for example DataAnalysis/ (the whole bucket if none)",
)
EXCLUDE: Final = Message(
    ko="이 모양의 키는 빼고, 예: '*/.ipynb_checkpoints/*' (*는 /도 포함; 여러 번 쓸 수 있음)",
    en="Without keys of this pattern, for example '*/.ipynb_checkpoints/*' (* goes over / too; may be repeated)",
)
ACL: Final = Message(
    ko="복사한 객체를 누가 읽을 수 있는지. CDN이 공개로 읽는 강의 자료만 public-read로 복사하세요",
    en="Who may read what is copied. public-read is for lessons that are served to everybody only",
)
BANDWIDTH: Final = Message(
    ko="초당 바이트 한도, 예: 10M (10MiB)",
    en="Limit in bytes a second, for example 10M (10 MiB)",
)
REQUESTS: Final = Message(
    ko="복사 중 두 저장소에 보내는 초당 요청 수 한도 (0은 한도 없음)",
    en="Limit of requests a second to both stores while copying (0: none)",
)
DRY_RUN: Final = Message(
    ko="무엇을 복사할지 알려만 주고 쓰지 않음", en="Say what would be copied, and write nothing"
)
JSON: Final = Message(ko="결과를 JSON으로", en="The result as JSON")
REPORT: Final = Message(
    ko="보고서 파일: .md와 .html은 사람용, .csv는 프로그램용",
    en="File of the report: .md and .html for people, .csv for programs",
)
CONTENT_ONLY: Final = Message(
    ko="콘텐츠 형식·캐시·메타데이터는 비교하지 않음 (객체마다 요청 두 번을 아낌)",
    en="Do not compare content type, cache control and metadata (two requests less for each object)",
)
WRONG_BANDWIDTH: Final = Message(
    ko="--bandwidth는 10M처럼 숫자와 K, M, G 가운데 하나로 씁니다.",
    en="--bandwidth is a number and one of K, M and G, for example 10M.",
)
NOT_FOR_EVERYBODY: Final = Message(
    ko="--acl public-read는 강의 자료의 접두사와 함께만 쓸 수 있습니다, 예: DataAnalysis/. users/와 centers/에는 학생과 학원의 파일이 있습니다.",
    en="--acl public-read needs the prefixes of lessons, for example DataAnalysis/. In users/ and centers/ are the files of students and centres.",
)
FILES_FROM: Final = Message(
    ko="이 파일에 한 줄에 하나씩 적힌 키만 복사합니다. content audit --missing이 만드는 파일입니다.",
    en="Copy only the keys in this file, one a line, as content audit --missing writes it.",
)
UNREADABLE_LIST: Final = Message(
    ko="키 목록 {file}을(를) 읽을 수 없습니다({error}). UTF-8 텍스트 파일인지 확인하세요.",
    en="The list of keys {file} cannot be read ({error}). It has to be a text file in UTF-8.",
)
