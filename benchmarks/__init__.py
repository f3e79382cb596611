"""How well and how fast: a module a measurement, `python -m benchmarks.NAME`. What came out is told in docs/measurements.md."""
