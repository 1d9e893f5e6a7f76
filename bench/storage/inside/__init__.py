"""What runs inside a student's container, where only the notebook image's own packages are."""
