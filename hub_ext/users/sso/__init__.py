"""``AUTH=jwt``: people who are logged in to the platform are logged in here, by its own token.

The platform vouches for a name and nothing more. What somebody may do, and whether they may come in
at all, is what the table says at that moment; see `hub_ext.users.platform_login`.

Notes
-----
Cookies: a hub at ``hub.codingnplay.co.kr`` and a platform at ``app.codingnplay.co.kr`` are one *site*
to a browser, so JupyterHub's cookies are sent inside a frame of the platform's pages as they are,
with no ``SameSite=None``. A hub on another registrable domain works in a window of its own and not
in a frame.
"""
