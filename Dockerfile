# transcompare with its small packages, for machines without Python. See docs/installation.md.
# Nothing but the base image, Debian's and Python's packages is fetched, and nothing at all when it runs.
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --quiet --no-cache-dir uv
COPY pyproject.toml README.md LICENSE lean.txt constraints.txt ./
COPY pipelines/default.toml pipelines/
COPY transcompare transcompare
RUN python3 -m venv --without-pip /opt/transcompare && \
    UV_COMPILE_BYTECODE=1 /opt/uv/bin/uv pip install --quiet --no-cache --python /opt/transcompare/bin/python \
    --overrides lean.txt --constraints constraints.txt ".[excel]"

FROM ${BASE}
COPY --from=build /opt/transcompare /opt/transcompare
RUN useradd --create-home --uid 10001 transcompare
ENV PATH=/opt/transcompare/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER transcompare
WORKDIR /data
ENTRYPOINT ["transcompare"]
CMD ["--help"]
