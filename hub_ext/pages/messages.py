"""What people read on the pages of the hub."""

from typing import Final

from hub_ext.language import Message
from hub_ext.pages.error_messages import ERRORS

_FRAME: Final = {
    "product": Message(ko="코딩앤플레이 주피터", en="Coding & Play Jupyter"),
    "product_line": Message(
        ko="파이썬으로 배우고, 만들고, 그려 보세요.", en="Learn, build and draw with Python."
    ),
    "description": Message(
        ko="학생마다 자기 노트북이 있는 파이썬 교실",
        en="A Python classroom with a notebook for all",
    ),
    "skip_to_content": Message(ko="본문으로 바로 가기", en="Skip to content"),
    "menu": Message(ko="메뉴 열기", en="Open the menu"),
    "home": Message(ko="처음 화면", en="Home"),
    "token": Message(ko="토큰", en="Tokens"),
    "admin": Message(ko="사용자 관리", en="Admin"),
    "admin_details": Message(ko="자세히 보기", en="Show details"),
    "classroom": Message(ko="수업", en="Class"),
    "services": Message(ko="서비스", en="Services"),
    "login": Message(ko="로그인", en="Log in"),
    "logout": Message(ko="로그아웃", en="Log out"),
    "close": Message(ko="닫기", en="Close"),
    "dialog_title": Message(ko="문제가 생겼습니다", en="Something went wrong"),
    "dialog_text": Message(
        ko="요청한 일을 끝내지 못했습니다. 파일은 그대로 있습니다. 잠시 후 다시 해 주세요.",
        en="What you asked for was not done. Your files are safe. Please try again in a moment.",
    ),
    "dev_bar": Message(
        ko="개발 모드 — 누구나 로그인할 수 있습니다",
        en="Development mode — anybody can log in",
    ),
    "no_script": Message(
        ko="이 페이지는 자바스크립트가 필요합니다. 브라우저 설정에서 자바스크립트를 켠 뒤 새로 고쳐 주세요.",
        en="This page needs JavaScript. Please switch it on in your browser and reload the page.",
    ),
}

_LOGIN: Final = {
    "login_title": Message(ko="로그인", en="Log in"),
    "login_name": Message(ko="아이디", en="User name"),
    "login_password": Message(ko="비밀번호", en="Password"),
    "login_submit": Message(ko="로그인", en="Log in"),
    "login_submitting": Message(ko="로그인하는 중…", en="Logging in…"),
    "login_show": Message(ko="비밀번호 보기", en="Show password"),
    "login_hide": Message(ko="비밀번호 숨기기", en="Hide password"),
    "login_caps_lock": Message(
        ko="Caps Lock이 켜져 있습니다. 대문자로 입력됩니다.",
        en="Caps Lock is on. You are typing capital letters.",
    ),
    "login_help": Message(
        ko="아이디나 비밀번호가 생각나지 않으면 선생님께 물어보세요.",
        en="If you forgot your user name or password, ask your teacher.",
    ),
    "login_dummy_button": Message(ko="testuser로 시작", en="Start as testuser"),
    "login_dummy_help": Message(
        ko="비밀번호 없이 시험용 사용자로 들어갑니다. 개발 모드에만 있는 버튼입니다.",
        en="Enters as a trial user without a password. Only development mode has this button.",
    ),
    "login_jwt_button": Message(ko="코딩앤플레이 계정으로 로그인", en="Log in with Coding & Play"),
    "login_jwt_help": Message(
        ko="코딩앤플레이에 이미 로그인했다면 바로 들어갑니다.",
        en="Takes you straight in if you are logged in there.",
    ),
    "login_oauth_button": Message(ko="학교 계정으로 로그인", en="Log in with your school account"),
    "login_oauth": Message(ko="{service} 계정으로 로그인", en="Log in with {service}"),
    "login_oauth_help": Message(
        ko="로그인한 뒤 이 화면으로 돌아옵니다.", en="You come back here after logging in there."
    ),
    "login_guest_button": Message(ko="손님으로 둘러보기", en="Look around as a guest"),
    "login_guest_help": Message(
        ko="손님이 만든 파일은 저장되지 않고, 나가면 지워집니다.",
        en="What a guest makes is not saved, and is gone when you leave.",
    ),
    "logged_out_title": Message(ko="로그아웃했습니다", en="You are logged out"),
    "logged_out_text": Message(
        ko="저장한 파일은 그대로 있습니다. 여럿이 쓰는 컴퓨터라면 브라우저 창도 닫아 주세요.",
        en="Your saved files are safe. On a shared computer, please close the browser too.",
    ),
    "logged_out_platform": Message(
        ko="코딩앤플레이에는 아직 로그인되어 있을 수 있으니, 그곳에서도 로그아웃해 주세요.",
        en="You may still be logged in to Coding & Play: please log out there, too.",
    ),
    "log_in_again": Message(ko="다시 로그인하기", en="Log in again"),
}

_SERVER: Final = {
    "home_greeting": Message(ko="{name} 님, 안녕하세요!", en="Hello, {name}!"),
    "home_stopped": Message(
        ko="노트북이 꺼져 있습니다. 시작하면 저장해 둔 파일이 그대로 열립니다.",
        en="Your notebook is off. Start it, and your saved files are there.",
    ),
    "home_stopped_saved": Message(
        ko="노트북이 꺼져 있고, 파일은 클라우드에 저장되어 있습니다. 시작하면 그대로 열립니다.",
        en="Your notebook is off, and your files are saved in the cloud. Start it, and they are there.",
    ),
    "home_running": Message(
        ko="노트북이 켜져 있습니다. 이어서 공부할 수 있습니다.",
        en="Your notebook is running. You can go on where you left off.",
    ),
    "home_starting": Message(
        ko="노트북을 시작하는 중입니다. 잠깐만 기다려 주세요.",
        en="Your notebook is starting. Just a moment.",
    ),
    "home_stopping": Message(
        ko="노트북을 끄고 파일을 클라우드에 저장하는 중입니다. 이 창을 닫아도 저장은 계속되고, "
        "끝나면 이 화면이 저절로 바뀝니다.",
        en="Your notebook is stopping, and your files are being saved in the cloud. That goes on if "
        "you close this window; if you stay, this page follows by itself.",
    ),
    "state_stopped": Message(ko="꺼짐", en="Off"),
    "state_running": Message(ko="켜짐", en="Running"),
    "state_starting": Message(ko="시작하는 중", en="Starting"),
    "state_stopping": Message(ko="끄는 중", en="Stopping"),
    "server_start": Message(ko="노트북 시작", en="Start notebook"),
    "server_open": Message(ko="노트북 열기", en="Open notebook"),
    "server_watch": Message(ko="시작 과정 보기", en="Watch it start"),
    "server_stop": Message(ko="노트북 끄기", en="Stop notebook"),
    "server_stop_help": Message(
        ko="끄기 전에 노트북에서 저장했는지 확인해 주세요. 실행 중인 코드는 멈춥니다.",
        en="Save in the notebook before you stop it. Code that is running ends.",
    ),
    "server_stop_failed": Message(
        ko="노트북을 끄지 못했습니다. 저장한 파일은 그대로 있습니다. 잠시 후 다시 눌러 주세요.",
        en="The notebook could not be stopped. Your saved files are safe. Try again in a moment.",
    ),
    "home_history": Message(
        ko="지운 파일 되찾기 · 이전 버전", en="Deleted files and earlier versions"
    ),
    "server_of": Message(ko="{name} 님의 노트북입니다.", en="This is the notebook of {name}."),
    "options_title": Message(ko="노트북 시작하기", en="Start your notebook"),
    "pending_title": Message(ko="노트북을 시작하고 있습니다", en="Starting your notebook"),
    "pending_text": Message(
        ko="준비가 끝나면 저절로 열립니다. 이 창을 닫지 말고 잠깐만 기다려 주세요.",
        en="It opens by itself when it is ready. Please keep this window open.",
    ),
    "pending_begin": Message(ko="시작을 기다리는 중입니다.", en="Waiting to start."),
    "pending_ready": Message(
        ko="준비가 끝났습니다. 노트북을 엽니다.", en="Ready. Opening your notebook."
    ),
    "pending_progress": Message(ko="시작 진행률", en="Progress"),
    "pending_log": Message(ko="지금까지 한 일", en="What has happened so far"),
    "pending_failed": Message(
        ko="노트북을 시작하지 못했습니다. 저장한 파일은 그대로 있습니다. 이유를 불러오는 중입니다.",
        en="Your notebook did not start. Your saved files are safe. Fetching the reason.",
    ),
    "pending_lost": Message(
        ko="진행 상황을 받지 못하고 있습니다. 노트북은 계속 준비되고 있을 수 있고, 저장한 파일은 그대로 있습니다. "
        "다시 시도를 눌러 주세요.",
        en="The progress cannot be followed. Your notebook may still be starting, and your saved "
        "files are safe. Please press Try again.",
    ),
    "failed_title": Message(ko="노트북을 시작하지 못했습니다", en="Your notebook did not start"),
    "failed_text": Message(
        ko="서버를 준비하다가 문제가 생겼습니다. 저장한 파일은 그대로 있습니다. "
        "다시 시도해 보고, 계속되면 선생님께 이 화면을 보여 주세요.",
        en="Something went wrong while your server was prepared. Your saved files are safe. "
        "Try again, and show this page to your teacher if it goes on.",
    ),
    "stopped_title": Message(ko="노트북이 꺼져 있습니다", en="Your notebook is off"),
    "stopped_text": Message(
        ko="저장한 파일은 그대로 있습니다. 아래 버튼을 누르면 다시 시작합니다.",
        en="Your saved files are safe. Press the button to start it again.",
    ),
    "stopping_title": Message(ko="노트북을 끄고 있습니다", en="Stopping your notebook"),
    "stopping_text": Message(
        ko="파일을 클라우드에 저장하는 중입니다. 이 창을 닫아도 저장은 계속되고, 끝나면 다시 시작할 수 있습니다.",
        en="Your files are being saved in the cloud. That goes on if you close this window. You can "
        "start your notebook again when this is done.",
    ),
    "refresh": Message(ko="새로 고침", en="Refresh"),
    "retry": Message(ko="다시 시도", en="Try again"),
    "to_home": Message(ko="처음 화면으로", en="Go to the home page"),
}

_OPEN: Final = {
    "open_server_title": Message(
        ko="다른 사람의 노트북을 엽니다", en="You are opening somebody else's notebook"
    ),
    "open_server_text": Message(
        ko="노트북의 주인에게 내가 들어왔다고 표시되고 기록이 남습니다. 노트북에는 그 사람이 만든 내용이 있으니, "
        "수업에 필요할 때만 열어 주세요.",
        en="Its owner sees that you are there, and it is recorded. What is in it was made by that "
        "person: open it only if your lesson needs it.",
    ),
    "open_service_title": Message(
        ko="이 서비스에 내 아이디를 알려 줄까요?", en="May this service know who you are?"
    ),
    "open_service_text": Message(
        ko="허브에 연결된 서비스가 내가 누구인지 물어봅니다. 처음 보는 서비스라면 선생님께 먼저 물어보세요.",
        en="A service of this hub asks who you are. If you do not know it, ask your teacher first.",
    ),
    "open_it": Message(ko="열기", en="Open"),
    "open_details": Message(ko="자세한 내용", en="Details"),
}

MESSAGES: Final = _FRAME | _LOGIN | _SERVER | _OPEN | ERRORS
