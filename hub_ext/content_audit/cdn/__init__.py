"""Asking the CDN: what a browser would get."""
