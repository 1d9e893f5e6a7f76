"""Speed, measured against a baseline of the same run; results are committed beside each bench."""
