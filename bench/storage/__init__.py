"""What it costs to work in a home: local disk, the three ways of storing homes, and s3fs."""
