"""What many people read: lessons, and what a learning centre shares."""
