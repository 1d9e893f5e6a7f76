"""What the system has to survive and to withstand: every row of docs/reliability.md, declared.

A row that no test is marked with, or that was not run, is thereby seen to be missing.
"""

from typing import Final

#: After each nobody's server, no variable of a kernel and no saved file may be lost, unless the row says so.
SURVIVAL: Final = (
    "hub killed",
    "hub upgraded to a new image",
    "proxy killed",
    "agent killed",
    "engine restarted",
    "engine down while the hub starts",
    "platform database down",
    "platform database slow",
    "hub database locked",
    "NCP down",
    "host rebooted",
    "disk full",
    "memory exhausted by one student",
    "fork bomb",
    "a kernel that writes without end",
    "clock jump",
    "a burst of logins",
    "the culler during a lesson",
)

ATTACKS: Final = (
    "password guessing: one account",
    "password guessing: many accounts",
    "password guessing: many addresses",
    "user enumeration by words",
    "user enumeration by time",
    "session fixation",
    "XSRF with Sec-Fetch headers",
    "XSRF without Sec-Fetch headers",
    "open redirect through next",
    "host header",
    "header injection",
    "log injection",
    "oversized bodies",
    "oversized names",
    "cookies across servers",
    "token theft by a student's page: with subdomains",
    "token theft by a student's page: without subdomains",
    "internal addresses from a container",
    "privilege escalation inside a container",
    "escaping the file root",
    "another image or volume through spawn options",
    "API fuzzing: student",
    "API fuzzing: teacher",
    "API fuzzing: anonymous",
    "baseline of headers",
    "known advisories",
    "a student with a shell",
)

TABLES: Final = {"survival": SURVIVAL, "attack": ATTACKS}
