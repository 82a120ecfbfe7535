"""Benchmarks of the house: one command each; results are dated in docs/performance.md."""
