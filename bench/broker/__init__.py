"""What a call to the engine costs when the broker stands between."""
