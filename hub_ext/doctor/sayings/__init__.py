"""Everything that the doctor can say: for each code how bad it is, what was found, and the next step."""

from typing import Final

from hub_ext.doctor.findings import Saying
from hub_ext.doctor.sayings import of_engine, of_looks, of_machine, of_platform, of_store, of_system

SAYINGS: Final[dict[str, Saying]] = {
    **of_looks.SAYINGS,
    **of_machine.SAYINGS,
    **of_engine.SAYINGS,
    **of_platform.SAYINGS,
    **of_store.SAYINGS,
    **of_system.SAYINGS,
}
