"""About the settings, the platform's database, and the address that people type."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.language import Message

_GRANT: Final = Message(
    ko="데이터베이스 관리자로 실행하세요: GRANT SELECT ON `{name}`.`Users` TO '{user}'@'%';",
    en="As the database's administrator: GRANT SELECT ON `{name}`.`Users` TO '{user}'@'%';",
)
_RESTORE: Final = Message(
    ko="플랫폼의 덤프를 다시 복원하세요. 무엇이 다른지는 scripts/eduhub users check 가 알려 줍니다.",
    en="Restore the platform's dump again. scripts/eduhub users check tells what differs.",
)
_RENEW: Final = Message(
    ko="앞단 웹 서버의 인증서를 갱신하세요 (certbot renew, Caddy는 스스로 갱신하니 로그를 보세요).",
    en="Renew the certificate of the TLS proxy (certbot renew; Caddy renews by itself, so see its log).",
)

SAYINGS: Final = {
    "settings-ok": Saying(
        "ok", Message(ko="설정이 모두 올바릅니다 ({mode}).", en="All settings are right ({mode}).")
    ),
    "settings-wrong": Saying(
        "broken",
        Message(ko="설정이 잘못되었습니다. {problem}", en="A setting is wrong. {problem}"),
        Message(
            ko=".env를 고치고 '{start}' 명령을 실행하세요. 모든 설정은 .env.example에 있습니다.",
            en="Mend it in .env, then '{start}'. All settings are in .env.example.",
        ),
    ),
    "settings-changed": Saying(
        "warning",
        Message(
            ko="마지막으로 시작한 뒤에 바뀐 설정이 아직 적용되지 않았습니다: {names}.",
            en="Settings that were changed after the last start are not in force yet: {names}.",
        ),
        Message(
            ko="'{start}' 명령으로 적용합니다. 실행 중인 서버는 그대로 있습니다.",
            en="'{start}' applies them. Running servers stay.",
        ),
    ),
    "settings-readable": Saying(
        "warning",
        Message(
            ko=".env에 비밀값이 있는데 이 컴퓨터의 모든 계정이 읽을 수 있습니다.",
            en="Every account of this machine can read .env, which holds secrets.",
        ),
        Message(ko="chmod 600 .env", en="chmod 600 .env"),
    ),
    "database-ok": Saying(
        "ok",
        Message(
            ko="Users 표에서 {rows}명을 찾을 수 있습니다.",
            en="{rows} people can be found in the table Users.",
        ),
    ),
    "database-unreachable": Saying(
        "broken",
        Message(
            ko="플랫폼 데이터베이스 {address}에 연결할 수 없습니다. 아무도 새로 로그인할 수 없습니다.",
            en="The platform's database {address} cannot be reached: nobody can log in.",
        ),
        Message(
            ko="데이터베이스가 켜져 있는지, DB_HOST와 DB_PORT가 맞는지, 방화벽(NCP의 ACG)이 이 컴퓨터를 들여보내는지 확인하세요.",
            en="See that it runs, that DB_HOST and DB_PORT are right, and that its firewall (ACG at NCP) lets this machine in.",
        ),
    ),
    "database-slow": Saying(
        "broken",
        Message(
            ko="플랫폼 데이터베이스 {address}이(가) 제때 답하지 않습니다. 로그인이 503으로 끝납니다.",
            en="The platform's database {address} does not answer in time: logins end with 503.",
        ),
        Message(
            ko="데이터베이스에서 SHOW PROCESSLIST로 오래 걸리는 작업이나 잠금을 보세요.",
            en="Look for long work or locks in it: SHOW PROCESSLIST.",
        ),
    ),
    "database-login": Saying(
        "broken",
        Message(
            ko="플랫폼 데이터베이스가 계정 {user}을(를) 받아 주지 않습니다.",
            en="The platform's database refuses the account {user}.",
        ),
        Message(
            ko="DB_USER와 DB_PASSWORD를 확인하세요. 계정이 이 컴퓨터의 주소에서 허용되는지도 보세요.",
            en="Check DB_USER and DB_PASSWORD, and that the account is allowed from this machine's address.",
        ),
    ),
    "database-name": Saying(
        "broken",
        Message(
            ko="{name}이라는 데이터베이스가 없습니다.",
            en="There is no database of the name {name}.",
        ),
        Message(
            ko="DB_NAME을 확인하세요. 아직 복원하지 않았다면 먼저 복원하세요.",
            en="Check DB_NAME. If it was not restored yet, restore it first.",
        ),
    ),
    "database-rights": Saying(
        "broken",
        Message(
            ko="계정 {user}이(가) {name}의 Users 표를 읽을 수 없습니다.",
            en="The account {user} may not read the table Users of {name}.",
        ),
        Message(
            ko="DB_NAME이 맞는지 먼저 보세요. 맞으면 데이터베이스 관리자로: GRANT SELECT ON `{name}`.`Users` TO '{user}'@'%';",
            en="See first that DB_NAME is right. If it is, as the database's administrator: GRANT SELECT ON `{name}`.`Users` TO '{user}'@'%';",
        ),
    ),
    "database-column-rights": Saying(
        "broken",
        Message(
            ko="계정 {user}이(가) Users 표의 열 {column}을(를) 읽을 수 없습니다.",
            en="The account {user} may not read the column {column} of the table Users.",
        ),
        _GRANT,
    ),
    "database-table": Saying(
        "broken",
        Message(
            ko="데이터베이스 {name}에 Users 표가 없습니다.",
            en="There is no table Users in the database {name}.",
        ),
        _RESTORE,
    ),
    "database-column": Saying(
        "broken",
        Message(
            ko="Users 표에 열 {column}이(가) 없습니다.",
            en="The table Users has no column {column}.",
        ),
        _RESTORE,
    ),
    "database-empty": Saying(
        "broken",
        Message(
            ko="Users 표가 비어 있습니다. 아무도 로그인할 수 없습니다.",
            en="The table Users is empty: nobody can log in.",
        ),
        _RESTORE,
    ),
    "database-writes": Saying(
        "warning",
        Message(
            ko="계정 {user}이(가) 읽기 말고도 할 수 있습니다: {rights}.",
            en="The account {user} may do more than read: {rights}.",
        ),
        Message(
            ko="허브에는 읽기만 필요합니다. Users 표의 SELECT만 가진 계정을 만들어 DB_USER에 쓰세요.",
            en="The hub needs to read only. Make an account with SELECT on the table Users, and name it in DB_USER.",
        ),
    ),
    "database-other": Saying(
        "broken",
        Message(
            ko="플랫폼 데이터베이스가 질문에 답하지 못합니다(오류 {number}).",
            en="The platform's database cannot answer (error {number}).",
        ),
        Message(
            ko="데이터베이스의 로그를 보고, scripts/eduhub users check 로 자세히 확인하세요.",
            en="See the database's log, and look closer with scripts/eduhub users check.",
        ),
    ),
    "certificate-ok": Saying(
        "ok",
        Message(
            ko="{host}의 인증서가 {days}일 남았습니다.",
            en="The certificate of {host} is valid for {days} days.",
        ),
    ),
    "certificate-none": Saying(
        "ok",
        Message(
            ko="https 주소가 설정되어 있지 않아서 인증서는 보지 않았습니다.",
            en="No https address is set, so no certificate was looked at.",
        ),
    ),
    "certificate-ends": Saying(
        "warning",
        Message(
            ko="{host}의 인증서가 {days}일 뒤에 끝납니다.",
            en="The certificate of {host} ends in {days} days.",
        ),
        _RENEW,
    ),
    "certificate-expired": Saying(
        "broken",
        Message(
            ko="{host}의 인증서가 끝났습니다. 브라우저가 들여보내지 않습니다.",
            en="The certificate of {host} has ended: browsers let nobody in.",
        ),
        _RENEW,
    ),
    "certificate-name": Saying(
        "broken",
        Message(
            ko="{host}에서 내주는 인증서에 그 이름이 없습니다.",
            en="The certificate at {host} does not have that name.",
        ),
        Message(
            ko="앞단 웹 서버에 이 이름의 인증서를 설치하세요. HUB_SUBDOMAIN_HOST를 쓰면 *.{domain} 인증서도 필요합니다.",
            en="Give the TLS proxy a certificate with that name; with HUB_SUBDOMAIN_HOST also one for *.{domain}.",
        ),
    ),
    "certificate-unknown-issuer": Saying(
        "warning",
        Message(
            ko="{host}의 인증서를 이 컴퓨터가 믿지 않습니다. 학생의 브라우저도 경고할 수 있습니다.",
            en="This machine does not trust the certificate of {host}; students' browsers may warn, too.",
        ),
        Message(
            ko="중간 인증서까지 모두(fullchain) 설치했는지 확인하세요.",
            en="See that the whole chain (fullchain) is installed.",
        ),
    ),
    "certificate-unreachable": Saying(
        "warning",
        Message(
            ko="{host}:{port}이(가) 이 컴퓨터에서 TLS로 답하지 않습니다.",
            en="{host}:{port} does not answer with TLS, as seen from this machine.",
        ),
        Message(
            ko="앞단 웹 서버(Apache, Caddy)가 켜져 있는지 보세요. 밖에서는 되는데 이 컴퓨터에서만 안 되면 무시해도 됩니다.",
            en="See that the TLS proxy (Apache, Caddy) runs. If it answers from elsewhere and not from this machine alone, leave it.",
        ),
    ),
}
