"""Taking a secret out of a request before anything can print the request."""

from tornado.httputil import HTTPServerRequest


def take_arguments(request: HTTPServerRequest) -> dict[str, str]:
    """Return the arguments of `request` and remove them, and its whole query, from it.

    The access log, tracebacks and JupyterHub's redirects, which like to pass parameters on, read
    the request. A body that is not yet parsed stays: nothing prints it.

    Returns
    -------
    dict
        The last value of each argument. Our address at the platform has a query already, so the
        platform may append ``&token=`` or, not looking, ``?token=``; both are understood.
    """
    taken = {
        name: values[-1].decode("utf-8", "replace") for name, values in request.arguments.items()
    }
    request.arguments = {}
    request.query_arguments = {}
    request.body_arguments = {}
    request.query = ""
    request.uri = request.path
    state, glued, token = taken.get("state", "").partition("?token=")
    if glued:
        taken |= {"state": state, "token": token}
    return taken
