"""Passing a call that was understood: whose container it is, and what comes back."""

import json
from collections import OrderedDict
from dataclasses import replace
from typing import Any, Final

from hub_ext.servers.broker.call import Call, Kind
from hub_ext.servers.broker.engine_side import Answer, EngineSide
from hub_ext.servers.broker.refused import NotOursError
from hub_ext.servers.broker.rules import Rules

#: Ids of containers that are known as this hub's: more than one host can have.
_REMEMBERED: Final = 10_000
_OK: Final = 200
_CREATED: Final = 201
_NOT_FOUND: Final = 404
#: What of the engine's version a client needs.
_VERSIONS: Final = ("ApiVersion", "MinAPIVersion", "Version")


class NotSaidError(Exception):
    """The engine did not say what a container is; the hub is told what it said instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


class Passing:
    """Asks the engine in the hub's place.

    Parameters
    ----------
    engine
        The one.
    rules
        This hub's.
    """

    def __init__(self, engine: EngineSide, rules: Rules) -> None:
        self._engine = engine
        self._rules = rules
        #: An id is never used twice, and labels never change: so once is enough.
        self._ours: OrderedDict[str, None] = OrderedDict()

    async def ask(self, call: Call) -> Answer:
        """Return what the hub is told.

        Raises
        ------
        NotOursError
            If the container is not there, or not this hub's.
        NotSaidError
            If the engine could not say whether it is.
        EngineAwayError, EngineLateError
            If the engine does not answer.
        """
        if call.kind is Kind.CONTAINER:
            return await self._look(call)
        if call.container and call.container not in self._ours:
            call = replace(call, container=await self._id_of(call))
        answer = await self._ask(call)
        if call.kind is Kind.VERSION and answer.status == _OK:
            versions = {name: answer.said.get(name, "") for name in _VERSIONS}
            return replace(answer, body=json.dumps(versions).encode())
        if call.path.endswith("/containers/create") and answer.status == _CREATED:
            self._remember(answer.said)
        return answer

    async def _ask(self, call: Call) -> Answer:
        path = call.path.replace("{}", call.container)
        return await self._engine.ask(
            call.method, path, call.query, call.body, seconds=call.seconds
        )

    async def _id_of(self, call: Call) -> str:
        version = call.path.partition("/containers/")[0]
        look = Call("GET", f"{version}/containers/{{}}/json", container=call.container)
        # By its id from here on: somebody may give its name to another container meanwhile.
        return str((await self._look(look)).said["Id"])

    async def _look(self, call: Call) -> Answer:
        answer = await self._ask(call)
        if answer.status == _NOT_FOUND:
            raise NotOursError(call.container)
        if answer.status != _OK:
            raise NotSaidError(answer)
        said = answer.said
        if not self._rules.owns(said["Config"]["Labels"]):
            raise NotOursError(call.container)
        self._remember(said)
        return answer

    def _remember(self, said: dict[str, Any]) -> None:
        self._ours[str(said["Id"])] = None
        while len(self._ours) > _REMEMBERED:
            self._ours.popitem(last=False)
