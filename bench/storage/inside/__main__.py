"""A worker: does the tasks that lines of JSON name, and answers each with a line.

``{"task": "sqlite", "step": "measure", "seed": "1", "limit": 10}`` is answered by
``{"seconds": 0.2}``, ``{"cut": true}`` or ``{"failed": "why"}``.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.storage.inside.limited import WorkError, limited
from bench.storage.inside.place import Place
from bench.storage.inside.tasks import tasks_of


def answer(place: Place, request: dict[str, Any]) -> dict[str, Any]:
    """Do one task, or prepare it."""
    task = tasks_of(place)[request["task"]]
    work = task.measure if request["step"] == "measure" else task.prepare
    # What earlier rows left to be written must not be waited for in this one.
    os.sync()
    try:
        return {"seconds": limited(lambda: work(place, request["seed"]), request["limit"])}
    except TimeoutError:
        return {"cut": True}
    except WorkError as error:
        return {"failed": str(error)}


def main() -> None:
    """Work until nobody asks for more. The only argument is the place, as JSON."""
    options = json.loads(sys.argv[1])
    place = Place(home=Path(options.pop("home")), material=Path(options.pop("material")), **options)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(place, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
