"""Guests: visitors without an account, a few at a time, whose files go when they do."""
