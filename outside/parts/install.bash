# What the checks share: a folder that goes away, installed tools, and excuses. To be sourced from the root of the checkout.

# The exit code with which a check says that it cannot be made.
readonly SKIPPED=77

folder=$(mktemp -d)
cleanup=("rm -rf '$folder'")
trap 'for step in "${cleanup[@]}"; do eval "$step"; done' EXIT

cannot() {
    printf 'cannot be made: %s\n' "$1"
    exit "$SKIPPED"
}

# What a tool with a version says, for the end of the log.
verdict() {
    printf 'verdict: %s: %s\n' "$1" "$2"
}

# Runs a tool that is named with its version, shows what it says, and gives the last line as its verdict.
says() {
    local tool=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    [[ -z $output ]] || printf '%s\n' "$output"
    if ((status)); then
        verdict "$tool" "exit code $status"
    else
        verdict "$tool" "$(tail -n 1 <<<"${output:-nothing to complain of}")"
    fi
    return "$status"
}

# Installs packages of PyPI, given with their versions, and makes their programs callable.
install_python() {
    command -v python3 >/dev/null || cannot 'there is no python3'
    python3 -m venv "$folder/python" || cannot 'python3 has no venv'
    "$folder/python/bin/pip" install --quiet --disable-pip-version-check "$@" || cannot "pip cannot install $*"
    export PATH="$folder/python/bin:$PATH"
    printf 'installed: %s\n' "$*"
}

# Installs packages of npm, given with their versions, and makes their programs callable.
install_node() {
    command -v npm >/dev/null || cannot 'there is no npm'
    npm install --prefix "$folder/node" --silent --no-save "$@" || cannot "npm cannot install $*"
    export PATH="$folder/node/node_modules/.bin:$PATH"
    printf 'installed: %s\n' "$*"
}

# Installs a program of crates.io, given with its version, and makes it callable. It is kept from one run to the next.
install_rust() {
    cargo install --quiet --debug --locked --root target/outside "$1" || cannot "cargo cannot install $1"
    export PATH="$PWD/target/outside/bin:$PATH"
    printf 'installed: %s\n' "$1"
}

# Prints what README.md shows in a language, indented by so many spaces.
readme_block() {
    local block indent
    block=$(sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" README.md)
    printf -v indent '%*s' "$2" ''
    [[ -n $block ]] || { printf 'expected a block of %s in README.md, found none\n' "$1" && return 1; }
    sed "s/^/$indent/" <<<"$block"
}

# Builds all programs, as `.ci/core` does: with other targets, dependencies have other features, and much is built twice.
build_programs() {
    cargo build --quiet --workspace --all-targets
}

# Compares the rules of a tool that are broken, one a line, with those that outside/ignored.tsv excuses.
excuse() {
    local tool=$1 broken=$2 excused=$folder/excused unexcused unused
    awk -F '\t' -v tool="$tool" '$1 == tool { print $2 }' outside/ignored.tsv | sort -u >"$excused"
    sort -u -o "$broken" "$broken"
    unexcused=$(comm -23 "$broken" "$excused")
    unused=$(comm -13 "$broken" "$excused")
    awk -F '\t' -v tool="$tool" '$1 == tool { print "excused: " $2 ": " $3 }' outside/ignored.tsv
    if [[ -n $unexcused ]]; then
        printf '%s finds what outside/ignored.tsv does not excuse: %s\n' "$tool" "${unexcused//$'\n'/, }"
        printf 'mend it, or add a line with the tool, the rule and the reason\n'
        return 1
    fi
    if [[ -n $unused ]]; then
        printf 'outside/ignored.tsv excuses what %s does not find: %s; remove these lines\n' "$tool" "${unused//$'\n'/, }"
        return 1
    fi
}
