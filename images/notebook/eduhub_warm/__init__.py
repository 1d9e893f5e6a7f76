"""A single-user server that has imported everything and waits for its person.

Of the seconds that a server takes to start nearly all are spent on imports. Here they are made
before anybody logs in; whoever logs in then is given a process that has them behind it.
"""
