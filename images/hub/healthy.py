"""Healthy when the hub answers, or what the first argument names; exit status 1 otherwise."""

import sys
import urllib.request

where = sys.argv[1] if len(sys.argv) > 1 else "8081/hub/health"
with urllib.request.urlopen(f"http://127.0.0.1:{where}", timeout=3) as answer:
    sys.exit(answer.status != 200)
