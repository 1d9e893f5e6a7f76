# What deploying, going back and backups share; sourced after compose.sh.
# shellcheck shell=bash

# deploy_command [OPTION OF DOCKER...] -- COMMAND...: a command of hub_ext.deploy, in the hub's image.
deploy_command() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    docker_cli run --rm --network none --cap-drop ALL --cap-add DAC_OVERRIDE "${options[@]}" \
        "eduhub/hub:${HUB_VERSION:-latest}" python -m hub_ext.deploy "$@"
}

# Two people, or one in two windows, do not change an instance at once.
alone() {
    [ -z "${ALONE:-}" ] || return 0
    exec 9<"$PROJECT_DIR/scripts/versions.sh"
    flock -n 9 || fail "another deployment is under way in this checkout" "Wait for its end, then run this again."
    export ALONE=yes
}

hub_data() { echo "${HUB_INSTANCE}_hub-data"; }
has_hub_data() { docker_cli volume inspect "$(hub_data)" >/dev/null 2>&1; }

# with_project COMMAND...: one that writes to the checkout, as whoever called.
with_project() { deploy_command -i --user "$(id -u):$(id -g)" --volume "$PROJECT_DIR:/project" -- "$@"; }
with_hub_data() { deploy_command -i --volume "$(hub_data):/srv/hub-data" -- "$@"; }

releases() { with_project releases "$HUB_INSTANCE" "$@" </dev/null; }

# require_instance [VERSION]: that all settings are right and speak of this instance; nothing is written. Its name is not
# exported before: what the shell has wins over .env, and would hide what is there.
require_instance() {
    local names asked; mapfile -t names < <(forwarded_variables)
    asked=$(deploy_command --user "$(id -u):$(id -g)" --volume "$PROJECT_DIR:/project:ro" "${names[@]}" \
        -- instance "${DEFAULT_MODE:-dev}" "$@") || exit 1
    [ "$asked" = "${HUB_INSTANCE:-eduhub}" ] || fail "HUB_INSTANCE is $asked in .env; nothing was changed" \
        "Say so in the shell, too: HUB_INSTANCE=$asked make deploy"
}

# Of whichever version's compose file.
running_hubs() {
    docker_cli ps -q --filter "label=com.docker.compose.project=$HUB_INSTANCE" --filter label=com.docker.compose.service=hub
}

# stop_hub: fails unless none runs afterwards; what it stopped, start_hub_again starts on the way out of a failure.
stopped_hubs=()
stop_hub() {
    local running left
    running=$(running_hubs) || return 1
    [ -n "$running" ] || return 0
    mapfile -t stopped_hubs <<<"$running"
    docker_cli stop -t 10 "${stopped_hubs[@]}" >/dev/null || true
    left=$(running_hubs) && [ -z "$left" ]
}

start_hub_again() {
    [ ${#stopped_hubs[@]} -eq 0 ] || docker_cli start "${stopped_hubs[@]}" >/dev/null 2>&1 || true
}

require_images() {
    local image
    for image in "${PRODUCTION_IMAGES[@]}"; do
        docker_cli image inspect "eduhub/$image:$1" >/dev/null 2>&1 || fail "the image eduhub/$image:$1 is not on this host" \
            "Check that version out and run make deploy: it builds the images."
    done
}

remove_images() {
    local image
    for image in "${PRODUCTION_IMAGES[@]}"; do
        docker_cli image inspect "eduhub/$image:$1" >/dev/null 2>&1 || continue
        docker_cli rmi "eduhub/$image:$1" >/dev/null 2>&1 || return 1
    done
}

# keep_database FILE: a copy of the hub's database as it is now; nothing if there is none yet.
keep_database() {
    local status=0
    has_hub_data || return 0
    mkdir -p "$(dirname "$1")"
    (umask 077 && with_hub_data dump >"$1.new" </dev/null) || status=$?
    case $status in
        0) mv -f "$1.new" "$1" ;;
        3) rm -f "$1.new" ;;
        *) rm -f "$1.new"; fail "the hub's database could not be copied; nothing was changed" ;;
    esac
}

# same_schema FILE: whether it has the tables of the hub's database.
same_schema() {
    local status=0
    with_hub_data same-schema <"$1" || status=$?
    case $status in
        0) return 0 ;;
        3) return 1 ;;
        *) fail "the hub's database cannot be compared with $1; nothing was changed" ;;
    esac
}

# upgrade_database VERSION COPY: to the tables of that version, as upstream says; the hub must be stopped. SQLite keeps
# what a migration did before it failed, so the copy comes back then.
upgrade_database() {
    has_hub_data || return 0
    rm -f "$RUN_DIR/upgrade-db.log"
    docker_cli run --rm --network none --cap-drop ALL --volume "$(hub_data):/srv/hub-data" "eduhub/hub:$1" \
        sh -c '[ ! -e hub.sqlite ] || exec jupyterhub upgrade-db --db=sqlite:////srv/hub-data/hub.sqlite' \
        >"$RUN_DIR/upgrade-db.log" 2>&1 || {
        printf '%serror:%s the tables of the hub'"'"'s database could not be brought to version %s:\n' "$red" "$plain" "$1" >&2
        tail -n 5 "$RUN_DIR/upgrade-db.log" >&2
        [ ! -s "$2" ] || with_hub_data load <"$2" || note "they may be half changed; as they were before: $2" >&2
        return 1
    }
}

# prune_backups FOLDER INSTANCE KEEP: of those that were made without a name; what else is there is somebody's own.
prune_backups() {
    local digit='[0-9]' day time
    day=$digit$digit$digit$digit$digit$digit$digit$digit time=$digit$digit$digit$digit$digit$digit
    as_root find "$1" -maxdepth 1 -type f -name "$2-$day-$time.tar.gz" | sort | head -n -"$3" | as_root xargs -r -d '\n' rm -f --
}
