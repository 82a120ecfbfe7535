"""Forms of protection, by subject."""
