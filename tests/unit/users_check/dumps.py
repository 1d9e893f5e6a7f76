"""Dumps of invented people, written as ``mysqldump`` writes them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

#: Of the form and cost of the platform's; of no password.
HASH: Final = "$2b$10$" + "eduhub" * 8 + "12345"

#: What `people` gives, in the order of the table.
Person = Sequence[str | int | None]

COLUMNS: Final = {
    "id": "int NOT NULL AUTO_INCREMENT",
    "userID": "varchar(255) DEFAULT NULL",
    "password": "varchar(255) NOT NULL",
    "email": "varchar(255) NOT NULL",
    "name": "varchar(255) DEFAULT NULL COMMENT 'what people, teachers too, (see) it''s'",
    "phone": "varchar(255) DEFAULT NULL",
    "birthdate": "date DEFAULT NULL",
    "profile_image": "varchar(255) DEFAULT NULL",
    "last_board_visit": "datetime DEFAULT NULL",
    "created_at": "datetime DEFAULT NULL",
    "role": "enum('admin','kinder','school','manager','teacher','student','guest') NOT NULL",
    "subscription_status": "enum('active','inactive','expired') DEFAULT NULL",
    "subscription_expiry": "date DEFAULT NULL",
    "centerID": "int DEFAULT NULL",
}
KEYS: Final = (
    "PRIMARY KEY (`id`)",
    "UNIQUE KEY `userID` (`userID`)",
    "KEY `centerID` (`centerID`)",
)
HEAD: Final = """\
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: codingnplay
-- ------------------------------------------------------

/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

"""
TAIL: Final = """\
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;

-- Dump completed on 2026-11-29  3:00:00
"""
#: A table whose rows look like much else; one of its strings holds a whole person.
OTHER: Final = r"""
DROP TABLE IF EXISTS `Boards`;
CREATE TABLE `Boards` (
  `id` int NOT NULL,
  `text` longtext COMMENT 'no ; end'
) ENGINE=InnoDB;
INSERT INTO `Boards` VALUES
(1,'it''s; \'INSERT INTO `Users` VALUES (7,\'x\');\n-- Dump completed'),
(2,"CREATE TABLE `Users` (`id` int);"),(3,_binary '\0\\');
/* INSERT INTO `Users` VALUES (8); */
-- INSERT INTO `Users` VALUES (9);
"""
#: A trigger whose body is no statement of the dump.
TRIGGER: Final = """
DELIMITER ;;
/*!50003 CREATE*/ /*!50003 TRIGGER `welcome` AFTER INSERT ON `Boards` FOR EACH ROW BEGIN
  -- it's a comment
  SET @text = 'DELIMITER ;';
  INSERT INTO `Users` VALUES (10);
END */;;
DELIMITER ;
"""


def person(
    row_id: int,
    user_id: str | None,
    role: str = "student",
    center_id: int | None = 11,
    password: str = HASH,
    status: str | None = "active",
    expiry: str | None = "2099-12-31",
) -> list[str | int | None]:
    """One row in the order of `COLUMNS`."""
    details = [f"person{row_id}@example.invalid", "이나래", "010-0000-0000", "2012-01-01"]
    return [
        row_id, user_id, password, *details, None, None, "2024-03-02 09:00:00",
        role, status, expiry, center_id,
    ]  # fmt: skip


CLEAN: Final = (
    person(1, "admin", "admin", None, status=None, expiry=None),
    person(2, "manager11", "manager", status=None, expiry=None),
    person(3, "teacher12", "teacher", 12, status=None, expiry=None),
    person(4, "student1"),
    person(5, "한별", center_id=12),
    person(6, "Minsu.Kim", password="$2y" + HASH[3:]),
    person(7, "kinder_1", "kinder", expiry=None),
    person(8, "guest-1", "guest", None, status=None, expiry=None),
)


def written(value: str | int | None) -> str:
    """A value as ``mysqldump`` writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    escapes = {"\\": r"\\", "'": r"\'", '"': r"\"", "\0": r"\0", "\n": r"\n", "\r": r"\r"}
    escapes["\x1a"] = r"\Z"
    return "'" + re.sub(r"[\\'\"\0\n\r\x1a]", lambda found: escapes[found[0]], value) + "'"


def insert(people: Iterable[Person]) -> str:
    """One statement for everybody."""
    rows = (f"({','.join(map(written, person))})" for person in people)
    return f"INSERT INTO `Users` VALUES {','.join(rows)};\n"  # noqa: S608 - a test's


def create(columns: dict[str, str] = COLUMNS, keys: Sequence[str] = KEYS) -> str:
    """The table."""
    lines = [*(f"`{name}` {kind}" for name, kind in columns.items()), *keys]
    body = ",\n  ".join(lines)
    return (
        "DROP TABLE IF EXISTS `Users`;\n"
        "/*!50503 SET character_set_client = utf8mb4 */;\n"
        f"CREATE TABLE `Users` (\n  {body}\n) ENGINE=InnoDB AUTO_INCREMENT=54"
        " DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n"
    )


def dump(people: Iterable[Person] = CLEAN, *, table: str | None = None) -> str:
    """A whole dump, with another table and a trigger around the people."""
    locked = f"LOCK TABLES `Users` WRITE;\n{insert(people)}UNLOCK TABLES;\n"
    return HEAD + OTHER + (table or create()) + locked + TRIGGER + OTHER + TAIL


_PLANTED_COLUMNS: Final = {
    name: kind for name, kind in COLUMNS.items() if name != "last_board_visit"
} | {
    "subscription_status": "varchar(20) DEFAULT NULL",
    "role": COLUMNS["role"].replace("'guest'", "'guest','principal'"),
    "nickname": "varchar(20) DEFAULT NULL",
}


def _planted(*values: object, **more: object) -> list[str | int | None]:
    row = person(*values, **more)  # type: ignore[arg-type]
    del row[8]
    return [*row, None]


#: One fault a row, and what is to be found: its code.
PLANTED_ROWS: Final = (
    (_planted(101, "rolewrong", "principal"), "role-unknown"),
    (_planted(102, None), "userid-null"),
    (_planted(103, ""), "userid-empty"),
    (_planted(104, "student1"), "userid-duplicate"),
    (_planted(105, "STUDENT2"), "userid-folds"),
    (_planted(106, unicodedata.normalize("NFD", "한글이름")), "userid-nfd"),
    (_planted(107, " leading"), "userid-spaces"),
    (_planted(108, "trailing "), "userid-spaces"),
    (_planted(109, "bell\x07s"), "userid-control"),
    (_planted(110, "new\nline"), "userid-control"),
    (_planted(111, "가" * 31), "userid-too-long"),
    (_planted(112, "up/../down"), "userid-slash"),
    (_planted(113, "back\\slash"), "userid-slash"),
    (_planted(114, "..."), "userid-dots"),
    (_planted(115, "it's;100%"), "userid-escaping"),
    (_planted(116, "plain", password="codingnplay"), "password-not-bcrypt"),
    (_planted(117, "cut", password=HASH[:50]), "password-cut"),
    (_planted(118, "cheap", password="$2b$08" + HASH[6:]), "password-cost-low"),
    (_planted(119, "dear", password="$2b$15" + HASH[6:]), "password-cost-high"),
    (_planted(120, "nowhere", center_id=None), "centre-none"),
    (_planted(121, "lost", "teacher", None), "centre-none"),
    (_planted(122, "alone", center_id=13), "centre-without-staff"),
    (_planted(123, "ended", expiry="2024-12-31"), "subscription-ended"),
    (_planted(124, "zero", expiry="0000-00-00"), "date-invalid"),
)
PLANTED_TABLE: Final = (
    ("platform-column-missing", "last_board_visit"),
    ("column-extra", "nickname"),
    ("column-type", "subscription_status varchar(20)"),
    ("enum-value-extra", "role 'principal'"),
    ("userid-not-unique", ""),
    ("nobody-admin", ""),
)
_PLANTED_CLEAN: Final = (
    _planted(2, "manager11", "manager"),
    _planted(3, "teacher12", "teacher", 12),
    _planted(4, "student1"),
    _planted(5, "student2", center_id=12),
)
#: Pairs of a code and a row, or None where it is not one row's.
PLANTED: Final = sorted(
    [
        *((code, None if code == "centre-without-staff" else row[0]) for row, code in PLANTED_ROWS),
        *((code, None) for code, _ in PLANTED_TABLE),
    ],
    key=str,
)


def planted_dump() -> str:
    """A dump with every fault of `PLANTED` and no other."""
    table = create(_PLANTED_COLUMNS, (KEYS[0], KEYS[2]))
    return dump([*_PLANTED_CLEAN, *(row for row, _ in PLANTED_ROWS)], table=table)
