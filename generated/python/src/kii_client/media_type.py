# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""The media types of objects."""

from .scope import Base


def object_media_type(base: Base, data_type: str | None) -> str:
    """Give the media type of an object with this data type, or without any."""
    if data_type is None:
        return "application/json"
    return "".join(("application/vnd.", base.app_id, ".", data_type, "+json"))
