#!/bin/sh
# Writes the digest behind each image that Dockerfile and compose.yaml name, as the registry has it now. Run it again to
# renew them, for updates of the images; `git diff` shows what is new. Needs docker with buildx, and the network.
set -eu
cd "${1:-$(dirname "$0")/../..}"
{
    sed -n 's/^FROM \([^ ]*\).*/\1/p' Dockerfile
    # Not the image that is built here
    sed -n 's/^ *image: \([^ ]*\).*/\1/p' compose.yaml | grep -v '^masswerk:'
} | sed 's/@.*//' | sort -u | while read -r image; do
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
    case $digest in
        sha256:????????????????????????????????????????????????????????????????) ;;
        *) echo "No digest for $image, but: $digest" >&2; exit 1 ;;
    esac
    echo "$image@$digest"
    sed -i -E "s|^(FROM \|  *image: )$image(@[^ ]+)?|\\1$image@$digest|" Dockerfile compose.yaml
done
