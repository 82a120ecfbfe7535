"""The figures of the list of the day: pure counting, no writing (清单)."""
