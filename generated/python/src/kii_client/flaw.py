# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""What keeps an answer from being a documented one."""


class Flaw(Exception):  # noqa: N818 - it never leaves the package
    """What keeps an answer from being a documented one."""
