# The instance's own docker compose; sourced after lib.sh.
# shellcheck shell=bash

# What serves people; the stand-ins of development are not deployed.
PRODUCTION_IMAGES=(hub proxy storage firewall notebook)

# Settings of the calling shell that reach the check, by name, so that no value is on a command line.
# HUB_VERSION is none: it is what compose.env remembers of the last deployment.
forwarded_variables() {
    compgen -e | grep -v '^HUB_VERSION$' | grep -E '^(HUB_|HOME_STORAGE$|DB_|S3_|AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY)$|BUCKET_NAME$|BASE_URL$|JWT_SECRET$|AUTH$|JUPYTER_ROLES$)' | sed 's/^/--env=/'
}

# run_prepare [VERSION]: with the images of that version, else with those that the instance has.
run_prepare() {
    local names; mapfile -t names < <(forwarded_variables)
    docker_cli run --rm --network none --user "$(id -u):$(id -g)" -v "$PROJECT_DIR:/project" "${names[@]}" \
        "eduhub/hub:${1:-latest}" python -m hub_ext.prepare /project "${DEFAULT_MODE:-dev}" "$@"
}

# prepare_tools FOLDER: the command line tool's settings and secrets, and nothing of the instance, which it names.
prepare_tools() {
    local names; mapfile -t names < <(forwarded_variables)
    docker_cli run --rm --network none --user "$(id -u):$(id -g)" -v "$PROJECT_DIR:/project:ro" -v "$1:/tools" "${names[@]}" \
        eduhub/hub:latest python -m hub_ext.prepare /project "${DEFAULT_MODE:-dev}" --tools /tools
}

# The instance that is meant: the shell's, else the last one that .env names, as hub_ext.prepare reads it.
instance_meant() {
    local given=${HUB_INSTANCE:-} words="s/^[[:space:]]*(export[[:space:]]+)?HUB_INSTANCE[[:space:]]*=[[:space:]]*[\"']?([^\"'#[:space:]]*).*/\\2/p"
    [ -n "$given" ] || [ ! -f "$PROJECT_DIR/.env" ] || given=$(sed -nE "$words" "$PROJECT_DIR/.env" | tail -n 1)
    echo "${given:-eduhub}"
}

# load_instance [prepare]: the instance's variables, checked and written anew when asked to.
load_instance() {
    local instance; instance=$(instance_meant)
    if [ "${1:-}" = prepare ]; then instance=$(run_prepare) || exit 1; fi
    RUN_DIR="$PROJECT_DIR/.run/$instance"
    [ -f "$RUN_DIR/compose.env" ] || fail "there is no instance '$instance' here yet" "Start it with: make up"
    set -a; source "$RUN_DIR/compose.env"; set +a
}

# A deployed instance has the compose file of its version.
compose() {
    local file="$PROJECT_DIR/docker-compose.yml"
    [ ! -f "$RUN_DIR/deployed" ] || file="$RUN_DIR/docker-compose.yml"
    docker_cli compose --project-directory "$PROJECT_DIR" -f "$file" \
        ${COMPOSE_OVERRIDE:+-f "$COMPOSE_OVERRIDE"} --env-file "$RUN_DIR/compose.env" "$@"
}

# Those of people, and those that wait for somebody.
user_containers() {
    local label
    for label in eduhub.user eduhub.place; do
        docker_cli ps -aq --filter "label=eduhub.instance=$HUB_INSTANCE" --filter "label=$label"
    done
}

# as_agent SCRIPT: with the data folder as $0. Its mounts end where it made them, which takes its capability.
as_agent() {
    docker_cli run --rm --network none --cap-add SYS_ADMIN --security-opt apparmor:unconfined \
        --mount "type=bind,source=$HUB_DATA_DIR,target=$HUB_DATA_DIR,bind-propagation=rshared" \
        "eduhub/storage:${HUB_VERSION:-latest}" sh -c "$1" "$HUB_DATA_DIR"
}

# What `make up` builds is the checkout's, and not what was deployed.
refuse_if_deployed() {
    local instance; instance=$(instance_meant)
    [ ! -f "$PROJECT_DIR/.run/$instance/deployed" ] || fail "the instance '$instance' was deployed" \
        "make deploy brings this checkout's version to people; HUB_INSTANCE=another make up is for development."
}
