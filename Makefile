# `make site` and `make test` get a bare machine with Python 3.11 ready by themselves (scripts/setup).

.PHONY: help site preview validate check test lint fuzz faults editors readers checkers bare docs picture bench lock clean
.NOTPARALLEL:

help:      ## say what there is
	@sed -n 's/^\([a-z]*\): *[^#]*## /  make \1	/p' Makefile

site:      ## build the site from records/ into site/
	@scripts/setup runtime
	.venv/bin/sitegen build

preview:   ## look at the site while the records are written (PREVIEW="--editor zed")
	@scripts/setup preview
	.venv/bin/sitegen serve --open $(PREVIEW)

validate:  ## check the records, write nothing
	@scripts/setup runtime
	.venv/bin/sitegen validate

check: lint ## check what a change breaks at once: style, types, imports, one paper from file to page
	scripts/test $(ONE_PAPER)

test: lint ## check everything: style, types, imports, behaviour
	scripts/test

# The tests that follow one paper through the rooms, from its files to its published page.
ONE_PAPER := tests/reading tests/shapes tests/checks tests/contracts tests/render/exports tests/render/test_paper.py \
	tests/render/test_paper_views.py tests/render/test_templating.py tests/render/test_markdown.py tests/test_seeds.py \
	tests/build/test_pipeline.py tests/build/test_paper_worker.py tests/publish/test_publisher.py tests/docs/test_architecture.py

lint:      ## check style, types and the direction of imports
	@scripts/setup test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

fuzz:      ## search with new, random examples for inputs that break a promise (FUZZ="tests/reading")
	@scripts/setup test
	scripts/test --hypothesis-profile fuzz --timeout 1800 -m hypothesis $(FUZZ)

# Beyond what the lock files and scripts/setup hold for `make test`, which skips these.
faults:    ## fail and kill builds at their file operations (Linux; gets strace)
	@scripts/setup faults
	scripts/test -m strace

editors:   ## ask the language server of editors about records (gets Node.js)
	@scripts/setup editors
	.venv/bin/pytest -m node

readers:   ## read citations back by programs that are not ours (gets biber, TeX, pandoc, Node.js)
	@scripts/setup readers
	.venv/bin/pytest -m readers

checkers:  ## judge pages and PDFs by the Nu HTML checker, Lighthouse, veraPDF, qpdf and Poppler (gets Java, Node.js)
	@scripts/setup checkers
	.venv/bin/pytest -m checkers

bare:      ## run `make site` and `make test` in a bare Debian 12 (root; gets debootstrap)
	@scripts/bare

docs:      ## build the site of the documentation into dist/docs
	@scripts/setup docs
	.venv/bin/python -m scripts.docs

picture:   ## take the picture of README and documentation again (needs Chromium)
	@scripts/setup docs
	.venv/bin/python -m scripts.docs.picture

bench:     ## measure sitegen beside Hugo, cp and Typst (BENCH="--papers 10000"); an hour or more
	@scripts/setup bench
	.venv/bin/python benchmarks/run.py $(BENCH)

# Pins stay as they are where they still fit; `make lock UPGRADE=--upgrade` takes the newest.
UV := $(firstword $(wildcard .venv/bin/uv) uv)
COMPILE := $(UV) pip compile pyproject.toml --universal --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet $(UPGRADE)

# Tests take axe-core from a package for Playwright, and Selenium drives the browser.
NO_PLAYWRIGHT := $(patsubst %,--no-emit-package %,playwright greenlet pyee)

lock:      ## renew requirements/ from pyproject.toml (needs uv)
	$(COMPILE) --group build --extra search --output-file requirements/runtime.txt
	$(COMPILE) --group build --extra search --extra serve --constraints requirements/runtime.txt \
		--output-file requirements/preview.txt
	$(COMPILE) --group docs --extra search --constraints requirements/preview.txt --output-file requirements/docs.txt
	$(COMPILE) --group test --extra search --extra serve --extra scripts --constraints requirements/preview.txt \
		--constraints requirements/docs.txt $(NO_PLAYWRIGHT) --output-file requirements/test.txt
	$(COMPILE) --group readers --extra search --extra serve --constraints requirements/test.txt \
		$(NO_PLAYWRIGHT) --output-file requirements/readers.txt
	$(COMPILE) --group checkers --extra search --extra serve --constraints requirements/test.txt \
		$(NO_PLAYWRIGHT) --output-file requirements/checkers.txt
	$(COMPILE) --group bench --extra search --constraints requirements/test.txt --output-file requirements/bench.txt

clean:     ## remove what can be made again: the built site, caches, .venv
	rm -rf .venv .sitegen .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find sitegen tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find site -mindepth 1 ! -name .gitignore -delete
