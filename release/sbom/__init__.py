"""A bill of materials of each image, from what is installed in it."""
