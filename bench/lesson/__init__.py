"""Whole students at work for half an hour on one machine: errors, memory, and when the store has what they saved."""
