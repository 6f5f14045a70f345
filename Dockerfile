# Tagfold in a container, for a machine without Python. Build it in a clone, then run it in the folder of a project:
#   docker build --tag tagfold .
#   docker run --rm --volume "$PWD:/work" --user "$(id -u):$(id -g)" tagfold ingest reports
FROM python:3.13-slim

WORKDIR /source
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml LICENSE ./
COPY pipeline ./pipeline
COPY taxonomy ./taxonomy
COPY data/raw ./data/raw
RUN python -m pip install --no-cache-dir --no-deps .

RUN useradd --create-home --uid 1000 tagfold
USER tagfold
WORKDIR /work
VOLUME /work
ENTRYPOINT ["tagfold"]
CMD ["--help"]
