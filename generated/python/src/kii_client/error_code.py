# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""What all errors have."""

from typing import Final

ERROR_CODE_MEMBER: Final = "errorCode"
"""The member of an error that holds its code."""
