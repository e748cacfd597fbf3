# The suite and the reference server, /kii-server, in an image with nothing else but licence texts and the certificates of
# authorities: `docker build --tag kii-conformance .`. Everything is built from this checkout, for minutes. docs/containers.md shows
# how to use the image, and how to make it of an archive that `release/build` has made.
#
# BUILDER is a Debian with rustup, in the oldest version of Rust that the project promises.
ARG BUILDER=docker.io/library/rust:1.90-bookworm

FROM ${BUILDER} AS builder
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates musl-tools python3
RUN rustup target add "$(rustc -vV | sed -n 's/^host: //p' | sed 's/-gnu$/-musl/')"
WORKDIR /src
COPY . .
# .dockerignore leaves out the history, which has the date of the commit.
ARG SOURCE_DATE_EPOCH=0
RUN release/build /archive && release/context /archive/*.tar.gz /image

# release/context takes this stage for an image of what is in an archive already.
FROM scratch
COPY --from=builder /image/root/ /
# Certificates of authorities; journals, in /tmp; and no copy of the last run, as the container goes away with it.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt KII_CACHE_DIR=
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/kii-conformance"]
