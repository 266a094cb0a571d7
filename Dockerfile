# The program in an image of its own: small, without root, with a file system that may be read-only.
#   docker build -t monitor .
#   docker run -v ./config:/etc/monitor:ro -v monitor-state:/var/lib/monitor monitor
# Behind a mirror of the package index: docker build --build-arg PIP_INDEX_URL=…
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
ARG PIP_INDEX_URL
ARG PIP_FIND_LINKS
WORKDIR /src
RUN python -m venv /opt/monitor
COPY requirements.lock ./
RUN /opt/monitor/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY templates templates
COPY packaging packaging
COPY monitor monitor
RUN /opt/monitor/bin/pip install --no-cache-dir --no-deps . && /opt/monitor/bin/pip uninstall --yes pip

FROM python:${PYTHON}-slim
RUN groupadd --gid 10001 monitor && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/monitor monitor \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/monitor
COPY --from=build /opt/monitor /opt/monitor
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STATE_DIRECTORY=/var/lib/monitor
USER 10001:10001
WORKDIR /var/lib/monitor
VOLUME /var/lib/monitor
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["monitor", "health"]
ENTRYPOINT ["monitor"]
CMD ["run"]
