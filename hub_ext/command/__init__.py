"""``eduhub``: the command line tool for operators."""
