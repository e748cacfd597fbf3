# Waiting for a server. To be sourced.

# listens PROCESS LOG: waits until the server with this process ID has written to LOG that it is listening, and prints its address.
# Other lines, such as those of the cargo that builds it, count for nothing. What it prints on standard output is complete by then.
listens() {
    until grep -q 'listening on http' "$2"; do
        if ! kill -0 "$1" 2>/dev/null; then
            printf 'expected process %s to write to %s on which address it is listening; it has ended, and wrote:\n' "$1" "$2" >&2
            cat "$2" >&2
            return 1
        fi
        read -rt 0.1 <> <(:) || true
    done
    sed -n '/listening on http/ { s/.*listening on \([^;,]*\).*/\1/p; q }' "$2"
}
