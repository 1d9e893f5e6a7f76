"""Healthy when the storage agent itself works, object store or no object store; exit 1 otherwise."""

import sys
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8700/health", timeout=3) as answer:
    sys.exit(answer.status != 200)
