# Looking after releases, in the image eduhub/release; sourced after lib.sh.
# shellcheck shell=bash

# What runs in production; the others are for development and tests.
SHIPPED=(hub proxy storage firewall notebook tools)

# Inside the tests' container nothing can be built, and is already.
build_release_image() { [ -n "${IMAGES_BUILT:-}" ] || "$PROJECT_DIR/scripts/build" release >&2; }

# in_release_image [DOCKER OPTION...] -- COMMAND...: with the checkout as /work, as whoever calls.
in_release_image() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    docker_cli run --rm --user "$(id -u):$(id -g)" -v "$PROJECT_DIR:/work" "${options[@]}" eduhub/release:latest "$@"
}

# collect FOLDER: of each shipped image what the engine knows, and the lists of packages that are in it.
collect() {
    local image
    for image in "${SHIPPED[@]}"; do
        docker_cli image inspect "eduhub/$image:latest" >"$1/$image.json" 2>/dev/null \
            || fail "the image eduhub/$image is not built" "Build it with: scripts/build $image"
        docker_cli run --rm --network none --user 0 --entrypoint sh "eduhub/$image:latest" -c '
            find / -xdev \( -path "*.dist-info/METADATA" -o -path "*/node_modules/.package-lock.json" -o -path /var/lib/dpkg/status \) -print0 \
                | tar --create --null --files-from - 2>/dev/null' >"$1/$image.tar"
    done
}
