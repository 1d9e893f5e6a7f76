"""Lines of log that say of which request, person and container they are, in one format for every part."""
