"""What the operator reads about an import."""

from typing import Final

from hub_ext.language import Message

HELP: Final = Message(ko="사람들의 노트북을 다룹니다.", en="People's notebooks.")
IMPORT_HELP: Final = Message(
    ko="옛 서버의 jupyter_notebooks 폴더를 각자의 저장 공간으로 가져옵니다. 이미 있는 파일은 바꾸지 않고, "
    "같은 명령을 다시 실행하면 이어서 합니다.",
    en="Imports the old host's folder jupyter_notebooks into everybody's own files. Nothing is "
    "written over, and the same command goes on where it stopped.",
)
TREE_HELP: Final = Message(
    ko="가져올 폴더: 그 안은 {{userID}}/… 또는 users/{{userID}}/jupyter/… 입니다.",
    en="The folder: in it is {{userID}}/… or users/{{userID}}/jupyter/…",
)
USERS_HELP: Final = Message(
    ko="한 줄에 userID 하나인 UTF-8 파일. 없으면 DB_*의 Users 표를 읽습니다.",
    en="A file in UTF-8 with a userID a line. Without it the table Users of DB_* is read.",
)
DRY_RUN_HELP: Final = Message(
    ko="아무것도 쓰지 않고, 무엇을 할지 보여 줍니다.",
    en="Write nothing, and show what would be done.",
)
JSON_HELP: Final = Message(ko="프로그램이 읽을 JSON으로 씁니다.", en="Write JSON for programs.")
NO_TREE: Final = Message(
    ko="{tree} 폴더를 읽을 수 없습니다({reason}). 아무것도 가져오지 않았습니다. 폴더 이름을 확인하세요.",
    en="The folder {tree} cannot be read ({reason}). Nothing was imported. Please check its name.",
)
WORKING: Final = Message(ko="가져오는 중", en="Importing")
SUMMARY: Final = Message(
    ko="{people}명의 파일 {imported}개를 가져왔습니다(다른 이름으로 {renamed}개). 이미 있던 파일 {already}개, "
    "작업 파일이 아니어서 뺀 것 {left_out}개.",
    en="{imported} files of {people} people are imported ({renamed} under another name). "
    "{already} were there already, {left_out} are nobody's work and stay out.",
)
WOULD: Final = Message(
    ko="{people}명의 파일 {imported}개를 가져올 것입니다(다른 이름으로 {renamed}개). 이미 있는 파일 {already}개, "
    "작업 파일이 아니어서 빼는 것 {left_out}개. 아무것도 쓰지 않았습니다.",
    en="{imported} files of {people} people would be imported ({renamed} under another name). "
    "{already} are there already, {left_out} are nobody's work and stay out. Nothing was written.",
)
RENAMED: Final = Message(
    ko="{source}: 그 이름의 다른 파일이 있어서 {path}(으)로 둡니다.",
    en="{source}: another file has its name, so it is {path}.",
)
INVALID: Final = Message(
    ko="{source}: 주피터가 열 수 없는 노트북입니다({problem}). 그대로 가져옵니다.",
    en="{source}: Jupyter cannot open this notebook ({problem}). It is imported as it is.",
)
LEFT: Final = {
    "no-such-user": Message(
        ko="{source}: 이 userID는 표에 없습니다. 파일 {files}개는 그대로 두었습니다.",
        en="{source}: no such userID is in the table. Its {files} files stay where they are.",
    ),
    "no-owner": Message(
        ko="{source}: 누구의 폴더에도 없습니다. 그대로 두었습니다.",
        en="{source}: this is in nobody's folder. It stays where it is.",
    ),
    "link": Message(
        ko="{source}: 링크이거나 보통 파일이 아닙니다. 그대로 두었습니다.",
        en="{source}: this is a link, or no plain file. It stays where it is.",
    ),
    "bad-name": Message(
        ko="{source}: 저장소가 가질 수 없는 이름입니다. 그대로 두었습니다. 이름을 바꾸고 다시 실행하세요.",
        en="{source}: the bucket cannot have this name. It stays where it is. "
        "Rename it and run this again.",
    ),
    "unreadable": Message(
        ko="{source}: 읽을 수 없습니다. 권한을 확인하고 다시 실행하세요.",
        en="{source}: this cannot be read. Check its rights and run this again.",
    ),
    "not-uploaded": Message(
        ko="{source}: 아직 저장소에 없습니다. 다시 실행하면 이어서 합니다.",
        en="{source}: this is not in the bucket yet. Run this again to go on.",
    ),
}
UNFINISHED: Final = Message(
    ko="{people}명의 파일을 다 가져오지 못했습니다({reason}). 원래 파일은 그대로 있습니다. "
    "같은 명령을 다시 실행하면 이어서 합니다.",
    en="The files of {people} people are not all imported ({reason}). The originals are as they "
    "were. The same command goes on where this one stopped.",
)
