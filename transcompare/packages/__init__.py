"""Translation packages: where they are, which serve a language pair, how they get in and out, whether they work.

A package is a folder as Argos Translate unpacks it: `metadata.json`, a CTranslate2 model in `model/`, and a
SentencePiece or BPE tokenizer. Only `install` uses the network.
"""

from transcompare.packages.archive import install_file
from transcompare.packages.installed import InstalledPackage, Tokenizer, argos_folder
from transcompare.packages.official import Progress, install, remove
from transcompare.packages.probe import Verification, verify
from transcompare.packages.search import Problem, Scan, find, path_for, scan

__all__ = [
    "InstalledPackage",
    "Problem",
    "Progress",
    "Scan",
    "Tokenizer",
    "Verification",
    "argos_folder",
    "find",
    "install",
    "install_file",
    "path_for",
    "remove",
    "scan",
    "verify",
]
