"""What is known about the packages that are used, and which of it is accepted."""
