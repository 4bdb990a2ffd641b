# One image for the web process, the workers and beat: the command says which.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt requirements-torch.txt /tmp/
# torch's CPU build comes from its own index where TORCH_INDEX names one; without it, from the usual one.
ARG TORCH_INDEX=""
RUN /venv/bin/pip install --no-deps --require-hashes -r /tmp/requirements.txt \
    && /venv/bin/pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -r /tmp/requirements-torch.txt

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd libglib2.0-0 libmagic1 git openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home footnote \
    && install -d -o footnote -g footnote /data /models
COPY --from=build /venv /venv
COPY --chown=root:root . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 FOOTNOTE_DATA=/data FOOTNOTE_MODELS=/models
USER footnote
EXPOSE 8000
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log"]
