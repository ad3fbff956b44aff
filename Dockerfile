# linkmeter, with the ClickHouse engine inside. Data lies in /data, owned by the user `node`.
#
#   docker build -t linkmeter .
#   docker run --rm -v linkmeter-data:/data -p 127.0.0.1:9742:9742 \
#     -e LINKMETER_HOST=0.0.0.0 -e LINKMETER_READ_TOKEN=… -e LINKMETER_INGEST_TOKEN=… \
#     -e LINKMETER_ADMIN_TOKEN=… linkmeter
#
# LINKMETER_HOST must be 0.0.0.0 for the port to be reached from outside, and then both tokens are needed.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY build build
COPY src src
# `npm ci` builds (prepare); what only building needs is taken out again.
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production LINKMETER_DATA_DIR=/data UV_THREADPOOL_SIZE=16
RUN install -d -o node -g node -m 0700 /data && ln -s /app/dist/main.js /usr/local/bin/linkmeter
COPY package.json LICENSE ./
COPY sql sql
COPY slos slos
COPY detections detections
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
VOLUME /data
EXPOSE 9742 9743
# Alive, not ready: a broker that is away is no reason to restart. Without the role `web`, run with --no-healthcheck.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LINKMETER_PORT || 9742}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
