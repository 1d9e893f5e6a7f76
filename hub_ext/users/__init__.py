"""Who you are: the platform's user table, passwords, limits on guessing, and the login itself."""
