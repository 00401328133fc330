# The environment: locked dependencies only, wheels only, so nothing is compiled and no foreign setup code runs.
FROM python:3.13-slim-trixie AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# requirements-s3.txt for images in an object store
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-s3.txt /build/
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --require-hashes --only-binary :all: -r "/build/$REQUIREMENTS"

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Masswerk" \
      org.opencontainers.image.description="The open catalogue of smart-city measures of German municipalities" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="EUPL-1.2"

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MASSWERK_BIND=0.0.0.0:8000 \
    MASSWERK_STORAGE=/data \
    MASSWERK_STATIC_ROOT=/app/collected

RUN groupadd --gid 10001 masswerk \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin masswerk \
    && install --directory --owner masswerk --group masswerk --mode 750 /data

COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
COPY . .

# The static files belong to the image, not to the volume. The key signs nothing and is forgotten with this line.
RUN MASSWERK_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" MASSWERK_HOSTS=localhost \
    python manage.py collectstatic --no-input --verbosity 0 \
    && chmod --recursive a+rX /app/collected

USER 10001:10001
VOLUME /data
EXPOSE 8000

# Asks in the name of the first host that the site answers to.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os; from urllib.request import Request, urlopen; host = os.environ['MASSWERK_HOSTS'].split(',')[0].strip().lstrip('.'); urlopen(Request('http://127.0.0.1:8000/healthz/alive', headers={'Host': host}), timeout=4)"]

CMD ["gunicorn", "--config", "config/gunicorn.py"]
