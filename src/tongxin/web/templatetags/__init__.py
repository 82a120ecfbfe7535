"""Template tags, built into every template by settings: no `load` needed."""
