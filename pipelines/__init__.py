"""Pipelines as TOML files, and the recipes that make what transcompare ships."""
