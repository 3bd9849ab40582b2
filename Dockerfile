# The command line in an image: docker build --tag weightcast .
FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN npx --yes pnpm@12 install --frozen-lockfile \
  && npx --yes pnpm@12 turbo run build --filter=weightcast --output-logs=errors-only \
  && npx --yes pnpm@12 --filter weightcast deploy --prod --legacy /app

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="weightcast" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
RUN ln -s /app/dist/main.js /usr/local/bin/weightcast && install --directory --owner=1000 --group=1000 /zoos
# The user `node` of the base image, whose number Kubernetes' runAsNonRoot can check.
USER 1000:1000
ENV XDG_CACHE_HOME=/zoos/.cache
WORKDIR /zoos
VOLUME /zoos
ENTRYPOINT ["weightcast"]
CMD ["--help"]
