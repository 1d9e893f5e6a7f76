"""From a bare machine to a class that works, by what docs/operations.md says and nothing else."""

from collections.abc import Iterator
from functools import partial

import aiohttp
import pytest

from tests.e2e.machine import CHECKOUT, NAME, Machine, Platform, Visitor, copy_disk, guide
from tests.waiting import eventually

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

_KEYS = f"/etc/letsencrypt/live/{NAME}"
_CERTIFICATE = (f"{_KEYS}/fullchain.pem", f"{_KEYS}/privkey.pem")
_BACKUP = f"{CHECKOUT}/before-the-holidays.tar.gz"
#: A release that differs in nothing that is in an image.
_NEWER = "echo >>README.md && git -c user.name=x -c user.email=x@example.org commit -q -a -m newer"
#: The platform's host has Apache; docs/tls.md has the commands, with a certificate of an authority that the world knows.
_APACHE = f"""
set -e
apt-get -qq update && apt-get -qq install -y --no-install-recommends apache2 openssl >/dev/null
a2enmod -q ssl http2 proxy proxy_http headers
install -d {_KEYS} && cd {_KEYS}
[ -f fullchain.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext subjectAltName=DNS:{NAME} \
    -keyout privkey.pem -out fullchain.pem 2>/dev/null
install -D -m 644 {CHECKOUT}/images/proxy/errors/503.html /var/www/eduhub/503.html
sed "s/hub.example.org/{NAME}/" {CHECKOUT}/deploy/apache/eduhub.conf >/etc/apache2/sites-available/eduhub.conf
a2ensite -q eduhub && apachectl configtest && systemctl restart apache2
"""


@pytest.fixture
def platform() -> Iterator[Platform]:
    running = Platform()
    running.remove()
    running.start()
    yield running
    running.remove()


@pytest.fixture
def machines(platform: Platform) -> Iterator[tuple[Machine, Machine]]:
    """Two machines, of which neither is on; they go before the platform's network does."""
    both = Machine("edumachine-1"), Machine("edumachine-2")
    for machine in both:
        machine.remove()
    yield both
    for machine in both:
        machine.remove()


async def goes_on(student: Visitor, kernel: str) -> None:
    async def printed() -> bool:
        try:
            return "97" in await student.execute(kernel, "print(점수)")
        except (aiohttp.ClientError, AssertionError):
            return False

    await eventually(printed, 120, "the kernel is reached again")


async def test_a_school_from_a_bare_machine_to_another_one(
    platform: Platform, machines: tuple[Machine, Machine]
) -> None:
    first, second = machines
    first.start()
    first.write(f"{CHECKOUT}/.env", platform.settings().encode())
    for line in guide("Deploy"):
        first.shell(line)
    first.shell(_APACHE)
    async with Visitor(first, "student1", first.read(f"{_KEYS}/fullchain.pem").decode()) as student:
        await student.log_in()
        await student.start_server()
        kernel = await student.start_kernel()
        await student.execute(kernel, "점수 = 97")
        await student.save("숙제.txt", "어제 쓴 숙제")
        container = first.server("student1")

        # A newer release, the way back, other secrets, and an engine that is restarted.
        first.shell(_NEWER)
        for title in ("Upgrade", "Go back", "Secrets"):
            for line in guide(title):
                first.shell(line)
            await goes_on(student, kernel)
        first.shell("systemctl restart docker")
        await goes_on(student, kernel)
        assert first.server("student1") == container
        first.shell("systemctl is-active eduhub.service eduhub-backup.timer")
        first.shell("systemctl start eduhub-backup.service && ls /var/backups/eduhub/*.tar.gz")

        # The end of the day, and the next morning.
        first.restart()
        await eventually(partial(starts, student), 300, "the machine serves again", every=2)
        assert await student.read("숙제.txt") == "어제 쓴 숙제"

        for line in guide("Backup"):
            first.shell(line)
        await student.stop_server()
        kept = {path: first.read(path) for path in (_BACKUP, *_CERTIFICATE)}
        first.switch_off()

        # Another machine. Certificates are the operator's, and not this project's.
        copy_disk(first, second)
        second.start()
        second.shell(f"install -d {_KEYS}")
        for path, content in kept.items():
            second.write(path, content)
        for line in guide("Restore"):
            second.shell(line)
        second.shell(_APACHE)
        student.is_led_to(second)
        # The session of before.
        status, model = await student.hub("GET", "user")
        assert (status, model["name"]) == (200, "student1")
        await student.start_server()
        assert await student.read("숙제.txt") == "어제 쓴 숙제"


async def starts(student: Visitor) -> bool:
    """Start a server, if the hub is there."""
    try:
        await student.start_server()
    except (aiohttp.ClientError, AssertionError):
        return False
    return True
