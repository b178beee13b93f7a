"""Reads our own YAML form: awards with evidence, registers and prices, every fault at once."""
