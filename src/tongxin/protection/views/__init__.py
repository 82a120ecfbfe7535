"""Pages of protection, by subject."""
