"""The hub, the sync and the class page with thousands of people in the table."""
