# syntax=docker/dockerfile:1
# The gateway as an image: no shell, no package manager, not root, nothing to write to.
#
#   docker build -t gateway:0.1.0 .
#   docker buildx build --platform linux/amd64,linux/arm64 --sbom=true --provenance=true -t REGISTRY/gateway:0.1.0 --push .

# The build runs on the machine's own platform, also when the image is for another one.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
ARG TARGETARCH=amd64
WORKDIR /source
COPY . .
RUN PUBLISH_OBJ=/obj deploy/publish image /app "$TARGETARCH" && mkdir -p /empty

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="gateway" \
      org.opencontainers.image.description="An edge gateway for Go modules" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=build /app .
# The audit log's place, for whoever mounts a volume there: it takes the owner of the folder.
COPY --from=build --chown=$APP_UID:$APP_UID /empty /var/log/gateway
# Diagnostics would want to write to /tmp.
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 8080 8443 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s --retries=3 \
    CMD [ "dotnet", "gateway.dll", "health" ]
ENTRYPOINT [ "dotnet", "gateway.dll" ]
