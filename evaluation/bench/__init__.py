"""What Footnote costs on the machine at hand: one module a measurement, each with a `measure(...) -> Measurement`."""
