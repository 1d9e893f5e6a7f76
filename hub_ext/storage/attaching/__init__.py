"""Homes that appear in a container which runs already."""
