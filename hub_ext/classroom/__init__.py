"""What teachers see of their own class."""
