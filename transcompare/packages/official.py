"""Argos Translate's official packages: download (transcompare's only use of the network), and removal."""

from __future__ import annotations

import http.client
import io
import json
import re
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from transcompare.errors import EngineError, PackageMissing
from transcompare.packages.archive import SIZE_LIMIT, install_file
from transcompare.packages.installed import InstalledPackage, argos_folder
from transcompare.packages.search import find, packages_in

INDEX_PAGE = "https://www.argosopentech.com/argospm/index/"
"""Where a person finds the official packages with a browser."""
_INDEX_LIMIT = 16 * 1024**2
_TIMEOUT_SECONDS = 30
_DOWNLOAD_ERRORS = (OSError, http.client.HTTPException, ValueError)  # ValueError: an address that is none

Progress = Callable[[int, int | None], None]
"""Called with the bytes done and the bytes in all, where known."""


def install(source: str, target: str, progress: Progress | None = None) -> InstalledPackage:
    """Download the newest official package of a language pair and install it in Argos Translate's folder.

    Raises:
        PackageMissing: the official index has none.
        PackageInvalid: what was downloaded is damaged or unsafe.
        EngineError: no network.
    """
    argos_folder()  # before a download that would have no place to go
    from argostranslate import settings

    links = _links(source, target)
    try:
        with tempfile.TemporaryDirectory(dir=settings.downloads_dir) as scratch:
            archive = Path(scratch, f"translate-{source}_{target}.argosmodel")
            for link in links:
                try:
                    with archive.open("wb") as out:
                        _download(link, out, SIZE_LIMIT, progress)
                except _DOWNLOAD_ERRORS as error:
                    failure = error
                else:
                    return install_file(archive)
    except OSError as error:
        raise EngineError(f"{settings.downloads_dir} cannot be written: {error}.") from error
    raise _unreachable(links[-1], source, target, failure) from failure


def _links(source: str, target: str) -> list[str]:
    """Where the newest package of a pair can be had over https, from the official index."""
    from argostranslate import settings
    from argostranslate.package import AvailablePackage

    # Argos's own update_package_index() swallows every error and would leave us with an old index.
    index = io.BytesIO()
    try:
        _download(settings.remote_package_index, index, _INDEX_LIMIT)
    except _DOWNLOAD_ERRORS as error:
        raise _unreachable(settings.remote_package_index, source, target, error) from error
    try:
        available = [AvailablePackage(metadata) for metadata in json.loads(index.getvalue())]
        found = [p for p in available if (p.type, p.from_code, p.to_code) == ("translate", source, target)]
        found.sort(key=lambda p: [int(number) for number in re.findall(r"[0-9]{1,9}", p.package_version)])
        links = [link for package in found[-1:] for link in package.links if link.startswith("https://")]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise EngineError(f"The index {settings.remote_package_index} cannot be understood: {error}.") from error
    if links:
        return links
    targets = sorted({str(p.to_code) for p in available if p.from_code == source})
    raise PackageMissing(
        f"Argos Translate offers no package {source}→{target}. "
        f"From '{source}' it has: {', '.join(targets) or 'none'}. "
        "Two packages through English (xx en, en yy) do as well."
    )


def _unreachable(url: str, source: str, target: str, error: Exception) -> EngineError:
    return EngineError(
        f"No network, or {url} is not reachable ({error}). On a machine with network download the "
        f"{source}→{target} package (translate-{source}_{target}-*.argosmodel, see {INDEX_PAGE}), "
        "bring the file here, and run `transcompare models install FILE`."
    )


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.startswith("https://"):
            raise urllib.error.URLError(f"redirected to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _download(url: str, out: BinaryIO, limit: int, progress: Progress | None = None) -> None:
    if not url.startswith("https://"):
        raise urllib.error.URLError("only https is allowed")
    request = urllib.request.Request(url, headers={"User-Agent": "transcompare"})  # noqa: S310 - https
    with urllib.request.build_opener(_HttpsOnly).open(request, timeout=_TIMEOUT_SECONDS) as response:
        total: int | None = response.length
        done = 0
        while chunk := response.read(1 << 18):
            done += len(chunk)
            if done > limit:
                raise urllib.error.URLError(f"larger than {limit} bytes")
            out.write(chunk)
            if progress:
                progress(done, total)
    if total is not None and done < total:
        raise urllib.error.URLError(f"cut short at {done} of {total} bytes")


def remove(source: str, target: str) -> tuple[InstalledPackage, ...]:
    """Delete every package of a pair from Argos Translate's folder, and no other; returns what was deleted.

    Raises:
        PackageMissing: that folder has none.
        EngineError: the folder cannot be written.
    """
    folder = argos_folder()
    packages, _ = packages_in(folder, "argos")
    doomed = tuple(package for package in packages if (package.from_code, package.to_code) == (source, target))
    if not doomed:
        elsewhere = [p for p in find() if (p.from_code, p.to_code) == (source, target)]
        raise PackageMissing(
            f"No package {source}→{target} in {folder}, and only that folder's packages can be removed."
            + "".join(f" The one in use is in {p.path} ({p.source})." for p in elsewhere)
        )
    for package in doomed:
        try:
            if package.path.is_symlink():
                package.path.unlink()
            else:
                shutil.rmtree(package.path)
        except OSError as error:
            raise EngineError(f"{package.path} could not be removed: {error}.") from error
    return doomed
