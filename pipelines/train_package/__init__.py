"""Makes Argos packages for a language pair, both directions from one model, out of `source<TAB>target` files.

    uv run --group train python -m pipelines.train_package RECIPE.toml [STAGE ...] --work DIR

Stages, in order: clean, tokenize, train, export, evaluate, package. Each writes into the work folder and is skipped
where its result is there already, made with the same settings. Only `train`, and `export` from its checkpoint, need
torch. Take a work folder of its own for each size.
"""
