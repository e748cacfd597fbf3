# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""The operations, one module each: the answers, and how a request is put together."""
