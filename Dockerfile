# sitegen with all that the PDFs need. The folder of a project is mounted at /project:
#
#   docker build --tag sitegen .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" sitegen validate

FROM debian:bookworm-slim AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY requirements/runtime.txt requirements/
RUN python3 -m venv /opt/sitegen \
    && /opt/sitegen/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: --requirement requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY sitegen sitegen
COPY templates templates
RUN /opt/sitegen/bin/pip install --no-cache-dir --no-index --no-deps --no-build-isolation .

FROM debian:bookworm-slim
COPY requirements/debian-packages /tmp/
# Debian keeps one version of each, with its security updates; a pin would soon ask for one that is gone.
# hadolint ignore=DL3008,SC2046
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git python3 $(cat /tmp/debian-packages) \
    && rm -rf /var/lib/apt/lists/* /tmp/debian-packages \
    # The project belongs to somebody else than the one who runs here, and it alone is mounted.
    && git config --system --add safe.directory /project \
    && useradd --uid 1000 --no-create-home sitegen
COPY --from=build /opt/sitegen /opt/sitegen
ENV PATH=/opt/sitegen/bin:$PATH LANG=C.UTF-8 HOME=/tmp PYTHONDONTWRITEBYTECODE=1
USER 1000:1000
WORKDIR /project
ENTRYPOINT ["sitegen"]
CMD ["--help"]
