"""Unpacking `.argosmodel` files safely: they are zip archives that may come from anywhere."""

from __future__ import annotations

import os
import re
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from transcompare.errors import EngineError, PackageInvalid
from transcompare.packages.installed import InstalledPackage, argos_folder, read

SIZE_LIMIT = 2 * 1024**3
"""Bytes a package may have, packed or unpacked; official ones have 50 to 300 MB."""
ENTRY_LIMIT = 10_000
RATIO_LIMIT = 100
"""Unpacked to packed size; models are near 1, and a bomb of zeros has 1000."""


def install_file(path: Path, into: Path | None = None) -> InstalledPackage:
    """Unpack an `.argosmodel` file into a folder, by default Argos Translate's.

    It is unpacked beside its place and moved there when it has proved usable; only then a package of the same
    folder name goes.

    Raises:
        PackageInvalid: not a package, damaged, or unsafe to unpack.
        EngineError: the folder cannot be written.
    """
    if not path.is_file():
        raise PackageInvalid(f"There is no file {path}. To download a package: `transcompare models install ru en`.")
    destination = argos_folder() if into is None else into
    try:
        destination.mkdir(parents=True, exist_ok=True)
        with (
            zipfile.ZipFile(path) as archive,
            tempfile.TemporaryDirectory(prefix=".installing-", dir=destination) as staging,
        ):
            name = _checked_name(archive, path.stat().st_size)
            archive.extractall(staging)
            unpacked, final = Path(staging, name), destination / name
            read(unpacked, "option")
            _replace(final, unpacked, Path(staging, ".replaced"))
            return read(final, "argos" if into is None else "option")
    except PackageInvalid as error:
        raise PackageInvalid(f"{path} was not installed: {error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise PackageInvalid(
            f"{path} was not installed: not a zip archive, or a damaged one ({error}). Download it again."
        ) from error
    except OSError as error:
        raise EngineError(f"{path} could not be installed in {destination}: {error}.") from error


def _checked_name(archive: zipfile.ZipFile, packed: int) -> str:
    """Name of the archive's one top folder, once every entry is known to be safe to unpack."""
    entries = archive.infolist()
    if len(entries) > ENTRY_LIMIT:
        raise PackageInvalid(f"it has {len(entries)} entries, more than {ENTRY_LIMIT}")
    for entry in entries:
        if reason := unsafe(entry):
            raise PackageInvalid(f"its entry {entry.filename!r} is {reason}")
    # The sizes are what the archive says, but zipfile stops reading an entry there.
    total = sum(entry.file_size for entry in entries)
    if total > SIZE_LIMIT or total > RATIO_LIMIT * packed:
        raise PackageInvalid(f"it would unpack from {packed} to {total} bytes, which no model does")
    paths = [PurePosixPath(entry.filename) for entry in entries]
    if len({str(path).casefold() for path in paths}) < len(paths):
        raise PackageInvalid("it has two entries of the same name")
    files = {path for path, entry in zip(paths, entries, strict=True) if not entry.is_dir()}
    if any(parent in files for path in paths for parent in path.parents):
        raise PackageInvalid("it has a file and a folder of the same name")
    top = sorted({path.parts[0] for path in paths})
    if len(top) != 1:
        raise PackageInvalid(f"it should have one top folder and has {len(top)}: {', '.join(top[:5])}")
    if PurePosixPath(top[0], "metadata.json") not in files:
        raise PackageInvalid(f"it has no {top[0]}/metadata.json")
    if not re.fullmatch(r"[A-Za-z0-9][\w.+-]{0,99}", top[0]):
        raise PackageInvalid(f"its top folder has an odd name: {top[0]!r}")
    return top[0]


def unsafe(entry: zipfile.ZipInfo) -> str | None:
    """Why an archive entry must not be unpacked, on any system; None where nothing speaks against it."""
    name = entry.filename
    windows = PureWindowsPath(name)  # takes both slashes for separators and knows drives
    if windows.drive or windows.root or ".." in windows.parts or not PurePosixPath(name).parts:
        return "a path that leads out of the package"
    if "\\" in name or ":" in name or len(name) > 255 or not name.isprintable():
        return "not a plain name"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or a special file"
    if entry.flag_bits & 1:
        return "encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "compressed in an unusual way"
    return None


def _replace(final: Path, new: Path, aside: Path) -> None:
    old = os.path.lexists(final)
    if old:
        final.rename(aside)
    try:
        new.rename(final)
    except OSError:
        if old:
            aside.rename(final)
        raise
