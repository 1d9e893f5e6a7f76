"""The actions of the document, and every way to each of them."""

from typing import Final

from tests.integration.permissions.ways import Ask, Door, InBody, Names, Once, Record, Way

_STARTED: Final = frozenset({201, 202})
_GONE: Final = frozenset({204})
_SENT_ON: Final = frozenset({302})
#: What the body of these requests lacks is looked at only for whoever may send it.
_MAY_BUT_WRONG: Final = frozenset({400})
_AWAY_OR_NONE: Final = frozenset({200, 302, 503})
_EMPTY_OR_AWAY: Final = frozenset({200, 503})
_AWAY_OR_GUEST: Final = frozenset({409, 503})
_CENTRES: Final = ("center-11", "center-12")
_NEWS: Final = {"last_activity": "2026-01-01T00:00:00Z"}
_NOBODY_NEW: Final[dict[str, list[str]]] = {"people": [], "gone": []}

ACTIONS: Final[dict[str, tuple[Way, ...]]] = {
    "see in the list of people": (
        Names(name="api", paths=("api/users",), part=None, key="name"),
        Names(name="running", paths=("api/users?state=inactive",), part=None, key="name"),
    ),
    "see in the list of a class": (
        Names(
            name="api",
            paths=tuple(f"api/centres/{centre}" for centre in _CENTRES),
            part="students",
            key="user",
        ),
    ),
    "see on the class page": (
        Names(
            name="class-page",
            paths=tuple(f"api/{centre}" for centre in _CENTRES),
            part="students",
            key="user",
            of_class_page=True,
        ),
    ),
    "read the record": (Ask(name="api", method="GET", path="api/users/{whom}"),),
    "start the server": (
        Ask(name="api", method="POST", path="api/users/{whom}/server", body={}, running=False,
            changes=True, done=_STARTED),
        Ask(name="page", method="GET", path="spawn/{whom}", running=False, changes=True, page=True,
            done=_SENT_ON),
        Ask(name="form", method="POST", path="spawn/{whom}", body={}, form=True, running=False,
            changes=True, page=True, done=_SENT_ON),
    ),
    "start from the class page": (
        Ask(name="class-page", method="POST", path="api/students/{whom}", running=False,
            changes=True, done=_STARTED, of_class_page=True),
    ),
    "follow the start": (
        Ask(name="api", method="GET", path="api/users/{whom}/server/progress", running=False,
            done=_MAY_BUT_WRONG),
        Ask(name="page", method="GET", path="spawn-pending/{whom}", running=True, page=True,
            done=_SENT_ON),
    ),
    "stop the server": (
        Ask(name="api", method="DELETE", path="api/users/{whom}/server", running=True, changes=True,
            done=_GONE),
    ),
    "stop from the class page": (
        Ask(name="class-page", method="DELETE", path="api/students/{whom}", running=True,
            changes=True, done=frozenset({202}), of_class_page=True),
    ),
    "open the server": (
        Door(name="door"),
        Door(name="door-token", forced=True),
        Ask(name="address", method="GET", path="user/{whom}/lab", running=True, page=True,
            done=_SENT_ON),
    ),
    "get leave to look at notebooks": (Ask(name="api", method="POST", path="api/looks/{whom}"),),
    # The agent, which would be asked next, is away.
    "look on the class page": (
        Ask(name="list", method="GET", path="look/{whom}", done=frozenset({503}),
            of_class_page=True),
        Ask(name="notebook", method="GET", path="look/{whom}/content?path=a.ipynb",
            done=frozenset({503}), of_class_page=True),
    ),
    # Of a guest there is none, which the agent is not asked about.
    "see earlier versions of files": (
        Ask(name="page", method="GET", path="history/{whom}", done=_AWAY_OR_NONE, page=True),
    ),
    "bring an earlier version back": (
        Ask(name="form", method="POST", path="history/{whom}", form=True, page=True,
            body={"path": "a.ipynb", "moment": "20261101T090000.000000Z"}, done=_AWAY_OR_NONE),
    ),
    "list notebooks": (
        Ask(name="api", method="GET", path="api/user-notebooks?user={whom}", done=_EMPTY_OR_AWAY),
    ),
    "make a notebook": (
        InBody(name="api", method="POST", path="api/create-blank-notebook", done=_AWAY_OR_GUEST),
    ),
    "report activity": (
        Ask(name="api", method="POST", path="api/users/{whom}/activity", body=_NEWS),
    ),
    "read tokens": (
        Ask(name="all", method="GET", path="api/users/{whom}/tokens"),
        Ask(name="one", method="GET", path="api/users/{whom}/tokens/{token}"),
    ),
    "make a token": (
        Ask(name="api", method="POST", path="api/users/{whom}/tokens", body={}, changes=True,
            done=frozenset({201})),
    ),
    "delete a token": (
        Ask(name="api", method="DELETE", path="api/users/{whom}/tokens/{token}", changes=True,
            done=_GONE),
    ),
    "read shares": (
        Ask(name="own", method="GET", path="api/shares/{whom}"),
        Ask(name="codes", method="GET", path="api/share-codes/{whom}"),
        Ask(name="of-others", method="GET", path="api/users/{whom}/shared"),
    ),
    "share the server": (
        Ask(name="api", method="POST", path="api/shares/{whom}/", body={"user": "school11"},
            running=True, changes=True),
        Ask(name="code", method="POST", path="api/share-codes/{whom}/", body={}, running=True,
            changes=True),
    ),
    "read the login's state": (
        Record(name="api", method="GET", path="api/users/{whom}", field="auth_state"),
    ),
    "rename": (
        Ask(name="api", method="PATCH", path="api/users/{whom}", body={"name": "renamed"},
            running=False, changes=True),
    ),
    "make an admin": (
        Ask(name="api", method="PATCH", path="api/users/{whom}", body={"admin": True},
            changes=True),
    ),
    "delete": (
        Ask(name="api", method="DELETE", path="api/users/{whom}", running=False, changes=True,
            done=_GONE, not_to_oneself=True),
    ),
    "create a person": (
        Once(name="api", method="POST", path="api/users", body={"usernames": ["new1"]},
             changes=True, done=frozenset({201})),
        Once(name="by-name", method="POST", path="api/users/new1", changes=True,
             done=frozenset({201})),
    ),
    "read groups": (
        Once(name="all", method="GET", path="api/groups"),
        Once(name="one", method="GET", path="api/groups/center-11"),
        Once(name="shares", method="GET", path="api/groups/center-11/shared"),
    ),
    "change groups": (
        Once(name="create", method="POST", path="api/groups/center-13-teachers", body={},
             done=frozenset({201})),
        Once(name="create-some", method="POST", path="api/groups", done=frozenset({201}),
             body={"groups": ["center-13-teachers"]}),
        Once(name="join", method="POST", path="api/groups/center-12-teachers/users",
             body={"users": ["teacher11", "student11"]}),
        Once(name="leave", method="DELETE", path="api/groups/center-11/users",
             body={"users": ["student11"]}),
        Once(name="properties", method="PUT", path="api/groups/center-11/properties", body={}),
        Once(name="delete", method="DELETE", path="api/groups/center-12", done=_GONE),
    ),
    "read services": (
        Once(name="all", method="GET", path="api/services"),
        Once(name="one", method="GET", path="api/services/classroom"),
    ),
    "add a service": (
        Once(name="api", method="POST", path="api/services/new1", body={"command": ["true"]},
             done=_MAY_BUT_WRONG),
    ),
    "read and set routes": (
        Once(name="read", method="GET", path="api/proxy"),
        Once(name="check", method="POST", path="api/proxy"),
        Once(name="set", method="PATCH", path="api/proxy", body=[], done=_MAY_BUT_WRONG),
    ),
    "read about the hub": (
        Once(name="info", method="GET", path="api/info"),
        Once(name="metrics", method="GET", path="metrics"),
    ),
    "shut the hub down": (
        Once(name="api", method="POST", path="api/shutdown", body={"proxy": "neither"},
             done=_MAY_BUT_WRONG),
    ),
    "tell the hub of the table": (
        Once(name="read", method="GET", path="api/directory/people"),
        Once(name="tell", method="PUT", path="api/directory/people", body=_NOBODY_NEW),
    ),
    "open the admin page": (Once(name="page", method="GET", path="admin", page=True),),
    "open the class page": (
        Once(name="class-page", method="GET", path="", done=frozenset({200, 302}),
             of_class_page=True),
    ),
    "open the own pages": (
        Once(name="home", method="GET", path="home", page=True),
        Once(name="token", method="GET", path="token", page=True),
    ),
}  # fmt: skip
