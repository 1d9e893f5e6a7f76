"""What the hub's own process needs to be measured."""
