"""transcompare: find where a rendering of a statement may say something else than the original."""
