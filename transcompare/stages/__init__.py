"""The stages, one file each. Their order is in `transcompare.pipeline.DEFAULT_STAGES`."""
