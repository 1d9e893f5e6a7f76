"""Moving the platform's objects from AWS to NCP, and checking that all of them arrived."""
