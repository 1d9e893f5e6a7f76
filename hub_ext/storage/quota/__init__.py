"""How much room people and learning centres have in the bucket, and what happens when it is used up."""
