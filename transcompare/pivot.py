"""In which language two texts can be compared, given the packages that are installed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transcompare.engine import Engine, EngineSettings, Route
from transcompare.errors import PackageMissing
from transcompare.packages.search import PIVOT

_STAYS = Route("none", None)


class Meeting(NamedTuple):
    """A language that an original and a rendering are compared in, and how each gets there."""

    lang: str
    original: Route
    rendering: Route

    @property
    def label(self) -> str:
        """The packages, for the signature: `A`, or `A~B` where the rendering had to be translated too, by B."""
        return f"{self.original.label}~{self.rendering.label}" if self.rendering.engine else self.original.label


def meetings(
    engine: EngineSettings, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Meeting | PackageMissing]:
    """For each pair of languages, of an original and a rendering, where they meet, or the error that says why nowhere.

    The rendering's language, if packages lead there, directly or through English; else English, the original's
    language, or another one that packages lead to from both, in this order.
    """
    direct = engine.routes(pairs)
    others = tuple(dict.fromkeys((PIVOT, *engine.targets()))) if _missing(direct.values()) else ()
    wanted = {
        (source, target): [lang for lang in dict.fromkeys((PIVOT, source, *others)) if lang != target]
        for (source, target), route in direct.items()
        if isinstance(route, PackageMissing)
    }
    legs = engine.routes(sorted({(side, lang) for pair, langs in wanted.items() for lang in langs for side in pair}))
    found: dict[tuple[str, str], Meeting | PackageMissing] = {}
    for pair, route in direct.items():
        found[pair] = route if isinstance(route, PackageMissing) else Meeting(pair[1], route, _STAYS)
        for lang in wanted.get(pair, ()):
            original, rendering = legs[pair[0], lang], legs[pair[1], lang]
            if not isinstance(original, PackageMissing) and not isinstance(rendering, PackageMissing):
                found[pair] = Meeting(lang, original, rendering)
                break
    return found


def _missing(routes: Iterable[Route | PackageMissing]) -> bool:
    return any(isinstance(route, PackageMissing) for route in routes)


class Version(NamedTuple):
    """A text to be compared with others, whatever their language."""

    lang: str
    sentences: tuple[str, ...]


def in_one_language(engine: EngineSettings, statements: Sequence[Sequence[Version]]) -> list[dict[Version, str]]:
    """For each statement its versions in the language that most of them are in, or that packages lead to from most.

    Left out are those that no package brings there, and those whose translation is in doubt.
    """
    counts = [Counter(version.lang for version in versions) for versions in statements]
    engines = _engines(engine, {lang for langs in counts if len(langs) > 1 for lang in langs})
    common = [_common_language(langs, engines) for langs in counts]
    jobs: defaultdict[tuple[str, str], dict[Version, str | None]] = defaultdict(dict)
    for versions, to in zip(statements, common, strict=True):
        for version in versions:
            jobs[version.lang, to][version] = None
    for pair, found in sorted(jobs.items()):
        if pair[0] == pair[1]:
            found |= {version: " ".join(version.sentences) for version in found}
        elif pair in engines:
            made = iter(engines[pair].translate([sentence for version in found for sentence in version.sentences]))
            for version in found:
                parts = [next(made) for _ in version.sentences]
                found[version] = None if any(part.doubt for part in parts) else " ".join(part.text for part in parts)
    texts = [
        {version: jobs[version.lang, to][version] for version in versions}
        for versions, to in zip(statements, common, strict=True)
    ]
    return [{version: text for version, text in found.items() if text is not None} for found in texts]


def _engines(settings: EngineSettings, langs: set[str]) -> dict[tuple[str, str], Engine]:
    """What translates from `langs` into any language in question."""
    targets = settings.targets() if langs else ()
    pairs = ((lang, to) for lang in langs for to in targets if lang != to and "und" not in (lang, to))
    routes = settings.routes(sorted(pairs))
    return {pair: route.engine for pair, route in routes.items() if isinstance(route, Route) and route.engine}


def _common_language(langs: Counter[str], engines: Mapping[tuple[str, str], Engine]) -> str:
    """The one that most versions get to; of equals the one that most are in, then the first by its code."""
    options = sorted({*langs, *(to for lang, to in engines if lang in langs)})
    reach = {to: sum(n for lang, n in langs.items() if lang == to or (lang, to) in engines) for to in options}
    return max(options, key=lambda to: (reach[to], langs[to]))
