"""References outside the bucket: lists, CSV files, and the platform's database."""
