"""Words the templates of the needs list use."""
