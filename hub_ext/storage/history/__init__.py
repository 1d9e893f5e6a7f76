"""Earlier versions of people's files: kept, thinned, listed and brought back."""
