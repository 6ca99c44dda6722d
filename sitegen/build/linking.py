"""Links the published files that stay into the new site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.build.executors import Executor, Lost
from sitegen.build.folder_work import IsSettled, Keep
from sitegen.publish.publisher import forwarding_to, take_over
from sitegen.publish.staging import Staging


@dataclass(frozen=True)
class Linking:
    """Puts the new site together: of staged files, and of published ones that stay.

    If possible, the site before the last one becomes the new one. The files of the `untouched`
    papers have the traces that they had after the last build.
    """

    staging: Staging
    output: Path
    untouched: Set[str]

    def link(
        self,
        papers: Mapping[str, tuple[str, Sequence[str]]],
        new: Set[str],
        kept: Set[str],
        executor: Executor,
    ) -> tuple[Staging, Set[str]]:
        """The whole new site, and the papers whose published files have no new link.

        `papers` has the folder on the site and all files of each paper, by its folder in the
        records. The files of the `new` ones are staged; `kept` are published files that belong to
        no paper. `executor` shares this disk. This comes last, because a new link changes the trace
        of a file. Raises OSError.
        """
        papers = {folder: files for folder, files in papers.items() if files[0]}  # no drafts
        found = forwarding_to(self.output, self.staging)
        forwarding = take_over(found, self.staging) if found else None
        if forwarding is None:
            self._keep(
                Keep(self.staging), (papers[each] for each in sorted(papers.keys() - new)), executor
            )
            for path in kept:
                self.staging.keep(path)
            return self.staging, frozenset()
        for folder in sorted(papers.keys() & new):
            forwarding.replace(self.staging.folder, papers[folder][0])
        folders = {papers[each][0]: each for each in (papers.keys() - new) & self.untouched}
        looked = executor.work_on(IsSettled(forwarding), folders)
        settled = {folders[address] for address, is_settled in looked if is_settled is True}
        rest = sorted(papers.keys() - new - settled)
        self._keep(Keep(self.staging, forwarding), (papers[each] for each in rest), executor)
        addresses = {address for address, _ in papers.values()}
        forwarding.settle_rest(self.staging.folder, kept, addresses)
        return replace(self.staging, folder=forwarding.folder), settled

    def _keep(
        self, keep: Keep, papers: Iterable[tuple[str, Sequence[str]]], executor: Executor
    ) -> None:
        for _, done in executor.work_on(keep, papers):
            if isinstance(done, Lost):
                raise OSError("a worker process was killed while it linked published files")
