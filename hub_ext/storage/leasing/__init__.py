"""Which host has whose home open: never two at once."""
