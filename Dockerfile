# Pressradar as a container: small, without root, and it writes nothing but /data (rows) and /tmp.
# Both stages are of one Python, whose bytecode is made in the first.
FROM python:3.12-slim AS build
# Extras of pyproject.toml, with commas.
ARG EXTRAS=scale
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY jobs jobs
COPY news news
COPY sandbox sandbox
COPY locales locales
# Compiled here: nothing can be written where it runs, and each start would compile every module anew. The image never changes,
# so no source is looked at again.
ENV PYC_INVALIDATION_MODE=UNCHECKED_HASH
RUN uv build --wheel --out-dir /wheels \
    && uv venv /app \
    && uv pip install --python /app/bin/python --no-cache --compile-bytecode "$(ls /wheels/*.whl)[$EXTRAS]"

FROM python:3.12-slim
# Scripts beyond Latin in the charts of a story's coverage.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data pressradar \
    && install -d -o pressradar -g pressradar /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    DATABASE_URL=sqlite:////data/pressradar.sqlite3 \
    MONITOR_HOST=0.0.0.0 \
    MONITOR_PORT=9100 \
    MPLCONFIGDIR=/tmp \
    PYTHONDONTWRITEBYTECODE=1
USER pressradar
WORKDIR /data
VOLUME /data
EXPOSE 9100
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9100/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["pressradar", "run"]
