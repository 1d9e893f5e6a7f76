"""What is in the object store, for somebody who looks and changes nothing."""
