"""Healthy when the store answers, if only that an unsigned request is refused; exit 1 otherwise."""

import sys
import urllib.error
import urllib.request

try:
    urllib.request.urlopen("http://127.0.0.1:8333/", timeout=3)
except urllib.error.HTTPError as answer:
    sys.exit(answer.code != 403)
