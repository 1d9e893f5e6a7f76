"""What people read when the login through the provider does not work."""

from typing import Final

from hub_ext.language import Message

PROVIDER_UNAVAILABLE: Final = Message(
    ko="계정을 확인해 주는 서비스가 응답하지 않아 지금은 이 방법으로 로그인할 수 없습니다. 파일은 그대로 있습니다. "
    "잠시 후 다시 로그인해 주세요.",
    en="The service that checks your account does not answer, so nobody can log in this way right "
    "now. Your files are safe. Try again in a moment.",
)
PROVIDER_UNFIT: Final = Message(
    ko="계정을 확인해 주는 서비스와 연결하는 데 문제가 있어 이 방법으로 로그인할 수 없습니다. 파일은 그대로 있습니다. "
    "선생님께 이 화면을 보여 주세요.",
    en="Something is wrong between here and the service that checks your account, so nobody can log "
    "in this way. Your files are safe. Show this page to your teacher.",
)
CANCELLED: Final = Message(
    ko="계정 확인을 취소하거나 허용하지 않아서 로그인하지 않았습니다. 파일은 그대로 있습니다. "
    "로그인하려면 처음 화면에서 다시 시작해 주세요.",
    en="You are not logged in, because the login was cancelled or not allowed there. Your files are "
    "safe. To log in, start again from the home page.",
)
START_AGAIN: Final = Message(
    ko="로그인이 너무 오래 걸렸거나 다른 창에서 다시 시작되어 끝내지 못했습니다. 파일은 그대로 있습니다. "
    "처음 화면에서 다시 로그인해 주세요.",
    en="This login could not be finished: it took too long, or another one was started in another "
    "window. Your files are safe. Log in again from the home page.",
)
EMAIL_UNVERIFIED: Final = Message(
    ko="이 계정의 이메일 주소가 아직 확인되지 않아서 누구인지 알 수 없습니다. 파일은 그대로 있습니다. "
    "계정을 만든 곳에서 이메일 확인을 마친 뒤 다시 로그인해 주세요.",
    en="The email address of this account is not confirmed yet, so it does not tell who you are. "
    "Your files are safe. Confirm it where you made the account, then log in again.",
)
