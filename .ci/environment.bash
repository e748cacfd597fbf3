# How everything is built, so that no check builds again what another has built. To be sourced.

# What only helps those who build again, or look at a backtrace, takes a tenth of the time and a third of the disk.
if [[ ${CI:-} == true ]]; then
    export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=none
fi

# Many tests wait, for a server that is slow on purpose or for the end of a publication, so there may be more than processors.
export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((2 * $(nproc)))}
