"""What the platform refers to, and cannot be had from the bucket or the CDN."""
