"""What the hub costs as it grows: with more people in the table, and with more servers running."""
