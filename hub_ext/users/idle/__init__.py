"""Sessions that end because nobody uses them: ``HUB_SESSION_IDLE_MINUTES``.

A session is one login with one browser. It lasts as long as its person does something:

- they open a page of the hub, or press a button on one;
- they open the class page or somebody's notebooks there, or press a button on it. The page asks the
  hub for it with their token, which is of this session;
- they use their own server, with this browser. The server tells the hub when it was last used.

What pages do by themselves is not use: the hub's API read by a page, the class page that asks how its
students are, everything else that comes with a token, and JupyterLab, which asks for its kernels whether anybody looks or not.
The time at which the proxy last passed something on, which is part of JupyterHub's ``last_activity``,
is therefore of no use here.

When a session ends, its cookie and its tokens end: pages of the hub lead to the login page, which
says why, and the person's server asks for a login as well, as after a logout. Other sessions of the
same person go on, and so does their server: that one ends by its own rules.

Notes
-----
The hub remembers in memory, of a bounded number of sessions, when each was last used. After a restart
it knows of none, and counts all of them from its start; nobody is logged out because it forgot.
"""
