"""What goes with a release: the scan for known advisories, and the bill of materials. Runs in eduhub/release."""
