"""Pages: the desk's queue, and what an author sees of it."""
