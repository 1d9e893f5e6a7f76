"""Healthy when the hub answers on its own port; exit status 1 otherwise."""

import sys
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8081/hub/health", timeout=3) as answer:
    sys.exit(answer.status != 200)
