"""Where people work: one isolated container a person, started and stopped by the hub."""
