"""A folder that tests change and put back."""

from __future__ import annotations

import stat
from pathlib import Path


class SavedFolder:
    """The folders and regular files that are in a folder now."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.rglob("*"))
        self._folder = folder
        self._folders = [path for path in paths if path.is_dir()]
        self._files = {path: path.read_bytes() for path in paths if path.is_file()}

    def restore(self) -> bool:
        """Make the folder what it was; returns whether it was anything else."""
        found = sorted(self._folder.rglob("*"), reverse=True)
        others = [path for path in found if not self._is_as_it_was(path)]
        for path in others:
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
        for path in self._folders:
            path.mkdir(exist_ok=True)
        missing = [path for path in self._files if not path.exists()]
        for path in missing:
            path.write_bytes(self._files[path])
        return bool(others or missing)

    def _is_as_it_was(self, path: Path) -> bool:
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode):
            return path in self._folders
        data = self._files.get(path)
        is_file = data is not None and stat.S_ISREG(found.st_mode) and found.st_size == len(data)
        return is_file and path.read_bytes() == data
