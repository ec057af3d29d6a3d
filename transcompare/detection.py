"""Language detection that abstains: the script first, then the letters, then langdetect's n-gram profiles.

langdetect's own detector samples n-grams at random until it is certain, so that three words give 0.99999 whether it is
right or wrong. Its profiles are used here with every n-gram of the text instead: deterministic, and with a probability
that means something on short texts.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple, Protocol, cast

UNDETERMINED = "und"
"""ISO 639-2 code for a language that is not known."""

MAX_LETTERS = 500
"""Letters looked at; more do not change the answer."""

_SMOOTHING = 0.5 / 10_000  # langdetect's alpha / BASE_FREQ
_FOREIGN = 0.001  # odds of a letter outside the alphabet: the profiles, made from Wikipedia, are full of them
_LENGTHS = 3  # of n-grams in langdetect's profiles: 1, 2 and 3 characters
_CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO"})
_SYLLABIC = 2  # one Han, kana or Hangul character is worth about two letters of an alphabet


class Detection(NamedTuple):
    """A detected language."""

    language: str
    """ISO 639-1, or `und` where the confidence is below the threshold."""
    confidence: float
    """0..1 that `best` is right, among the candidates."""
    best: str
    """The best guess, even where it is not good enough; `und` where there is none."""
    script: str
    """Of most letters; empty where no script has more than half."""


class Profiles(Protocol):
    """What is used of a langdetect DetectorFactory."""

    langlist: list[str]
    word_lang_prob_map: Mapping[str, Sequence[float]]


class _Data(NamedTuple):
    scripts: Mapping[str, Sequence[str]]
    alphabets: Mapping[str, frozenset[str]]
    alike: Sequence[frozenset[str]]


def threshold(letters: int) -> float:
    """The confidence needed to name the language of a text of so many letters.

    0.95 for a word or two, falling evenly from there to 0.6 at 48 letters and more.
    """
    return min(0.95, max(0.6, 1 - letters / 120))


def detect(text: str, candidates: Sequence[str]) -> Detection:
    """The language of `text`.

    `candidates` (ISO 639-1) limits the choice among languages that share a script and have an n-gram profile, see
    `with_profile`; a script used for one language decides at once. The result depends on these two arguments only.
    """
    text = _beginning(text)
    characters = Counter(filter(str.isalpha, text))
    counts: Counter[str] = Counter()
    for character, count in characters.items():
        script = script_of(character)
        counts[script] += count * (_SYLLABIC if script in ("CJK", "HANGUL") else 1)
    if not counts:
        return Detection(UNDETERMINED, 0.0, UNDETERMINED, "")
    script, weight = max(counts.items(), key=lambda item: (item[1], item[0]))
    share = weight / counts.total()
    if share <= 0.5:
        return Detection(UNDETERMINED, 0.0, UNDETERMINED, "")

    languages = _data().scripts.get(script, ())
    if script == "CJK":
        return _certain("ja" if _has_kana(text) else "zh", share, script)
    if len(languages) == 1:
        return _certain(languages[0], share, script)

    letters = Counter({letter: count for letter, count in characters.items() if script_of(letter) == script})
    best, confidence = _by_letters(letters) if script == "CYRILLIC" else (UNDETERMINED, 0.0)
    if confidence < 0.5 and (known := _of_script(script, tuple(candidates))):
        doubt = confidence
        best, confidence = _by_profiles(text, letters, known)
        confidence *= 1 - doubt
    confidence *= share
    sure = best != UNDETERMINED and confidence >= threshold(letters.total())
    return Detection(best if sure else UNDETERMINED, confidence, best, script)


@cache
def with_profile() -> frozenset[str]:
    """The languages that can be candidates."""
    return frozenset(path.name for path in _profile_folder().iterdir() if path.name.isalpha())


def default_candidates() -> tuple[str, ...]:
    """Widely used languages that have a profile, by script."""
    data = _data()
    return tuple(sorted(code for codes in data.scripts.values() if len(codes) > 1 for code in codes))


def scripts_of(language: str) -> frozenset[str]:
    """The scripts that `language` is written in, as far as this module knows; empty where it does not."""
    data = _data()
    scripts = {script for script, languages in data.scripts.items() if language in languages}
    if language in data.alphabets:
        scripts.add("CYRILLIC")
    if language in ("ja", "zh"):
        scripts.add("CJK")
    if language == "sr":
        scripts.add("LATIN")
    return frozenset(scripts)


def alike(one: str, other: str) -> bool:
    """Whether two codes stand for the same written language."""
    return one == other or any(one in group and other in group for group in _data().alike)


@cache
def script_of(character: str) -> str:
    """The script of a letter: the first word of its Unicode name, with Han and kana as `CJK`; empty where unnamed."""
    words = unicodedata.name(character, "").replace("-", " ").split()
    while words and words[0] in ("FULLWIDTH", "HALFWIDTH"):
        words.pop(0)
    if not words:
        return ""
    return "CJK" if words[0] in _CJK else words[0]


def _beginning(text: str) -> str:
    """`text` up to its letter number `MAX_LETTERS`."""
    letters = (position for position, character in enumerate(text) if character.isalpha())
    last = next(islice(letters, MAX_LETTERS - 1, None), len(text)) if len(text) > MAX_LETTERS else len(text)
    return text[: last + 1]


def _certain(language: str, share: float, script: str) -> Detection:
    return Detection(language, share, language, script)


def _has_kana(text: str) -> bool:
    return any("\u3041" <= c <= "\u30ff" or "\uff66" <= c <= "\uff9d" for c in text)


def _by_letters(letters: Counter[str]) -> tuple[str, float]:
    """A Cyrillic language without a profile, where it explains the letters clearly better than those with one."""
    alphabets, profiled = _data().alphabets, _data().scripts["CYRILLIC"]
    rival = min(_foreign(letters, alphabets[language]) for language in profiled)
    if rival == 0:
        return UNDETERMINED, 0.0
    others = (language for language in alphabets if language not in profiled)
    ranked = sorted((_foreign(letters, alphabets[language]), language) for language in others)
    fewest, language = ranked[0]
    # A foreign name must not decide: Kazakh letters are a fifth of Kazakh, but one letter of a Russian quote.
    margin = rival - fewest
    if margin < max(1, 0.03 * letters.total()) or fewest > 0.02 * letters.total():
        return UNDETERMINED, 0.0
    return language, (1 - 3 * 0.25**margin) / sum(count == fewest for count, _ in ranked)


def _foreign(letters: Counter[str], alphabet: frozenset[str]) -> int:
    """How many letters are not of the alphabet."""
    return sum(letters[letter] for letter in letters.keys() - alphabet)


@cache
def _of_script(script: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    known = with_profile()
    return tuple(sorted(code for code in set(candidates) if code in known and script in _scripts_of_profile(code)))


def _scripts_of_profile(language: str) -> frozenset[str]:
    """Scripts of a candidate; one that the data file does not list is written in Latin letters."""
    return scripts_of(language) or frozenset({"LATIN"})


def _by_profiles(text: str, letters: Counter[str], languages: tuple[str, ...]) -> tuple[str, float]:
    """The most probable of `languages`, and its probability, by naive Bayes over all n-grams of these letters."""
    if len(languages) == 1:
        return languages[0], 1.0
    evidence = list(filter(None, map(_evidence(languages), _words(text, letters))))
    if not evidence:
        return UNDETERMINED, 0.0
    scores = list(map(math.fsum, zip(*evidence, strict=True)))
    for index, language in enumerate(languages):
        if alphabet := _data().alphabets.get(language):
            scores[index] += _foreign(letters, alphabet) * math.log(_FOREIGN)
    # Each letter is counted in an n-gram of every length: divided by their number the evidence counts once.
    top = max(scores)
    weights = [math.exp((score - top) / _LENGTHS) for score in scores]
    best = scores.index(top)
    return languages[best], weights[best] / sum(weights)


def _words(text: str, letters: Counter[str]) -> list[str]:
    """The runs of these letters, each with the space after it: langdetect's n-grams end there."""
    for other in set(text) - letters.keys():
        text = text.replace(other, " ")
    for letter in letters:
        if (usual := _usual(letter)) != letter:
            text = text.replace(letter, usual)
    # langdetect skips words in capitals, unless there is nothing else.
    return re.findall(r"[^ ]+ ?", text.lower() if text.isupper() else text)


@cache
def _usual(letter: str) -> str:
    """What langdetect's profiles have for a letter; a space for some that it leaves out."""
    from langdetect.utils.ngram import NGram

    return str(NGram.normalize(letter))


def _grams(word: str) -> Iterator[str]:
    """The n-grams of a word with the spaces around it; from the second of two capitals to the next small letter none.

    The same as `langdetect.utils.ngram.NGram` gives letter by letter, three times as fast.
    """
    padded = f" {word}"
    capitals = False
    for end, (before, letter) in enumerate(pairwise(padded), 2):
        capitals = letter.isupper() and (capitals or before.isupper())
        if not capitals:
            if letter != " ":
                yield letter
            yield padded[end - 2 : end]
            if end > 2:
                yield padded[end - 3 : end]


@cache
def _evidence(languages: tuple[str, ...]) -> Callable[[str], tuple[float, ...] | None]:
    """Gives the log-probability of a word's n-grams in each language; None where no profile has one of them."""
    profiles = _profiles(languages)
    places = [profiles.langlist.index(language) for language in languages]

    @lru_cache(maxsize=50_000)
    def of_gram(gram: str) -> tuple[float, ...] | None:
        shares = profiles.word_lang_prob_map.get(gram)
        return None if shares is None else tuple(math.log(_SMOOTHING + shares[place]) for place in places)

    @lru_cache(maxsize=50_000)
    def of_word(word: str) -> tuple[float, ...] | None:
        found = list(filter(None, map(of_gram, _grams(word))))
        return tuple(map(math.fsum, zip(*found, strict=True))) or None

    return of_word


@cache
def _profiles(languages: tuple[str, ...]) -> Profiles:
    """langdetect's profiles of at least two languages; a few tens of milliseconds, once per process."""
    from langdetect.detector_factory import DetectorFactory

    factory = DetectorFactory()
    factory.load_json_profile([(_profile_folder() / language).read_text("utf-8") for language in languages])
    return cast(Profiles, factory)


def _profile_folder() -> Path:
    from langdetect.detector_factory import PROFILES_DIRECTORY

    return Path(PROFILES_DIRECTORY)


@cache
def _data() -> _Data:
    data = tomllib.loads(files("transcompare.data").joinpath("languages.toml").read_text("utf-8"))
    return _Data(
        data["scripts"],
        {language: frozenset(letters + letters.upper()) for language, letters in data["alphabets"].items()},
        [frozenset(group) for group in data["alike"]["groups"]],
    )
