# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""The places in which buckets live."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Base:
    """What every path begins with."""

    app_id: str
    """The application."""


@dataclass(frozen=True, slots=True)
class AppScope:
    """Buckets of the application."""

    def segments(self, base: Base) -> tuple[str, ...]:
        """Give the segments of the path in front of everything in the scope."""
        return ("api", "apps", base.app_id)


@dataclass(frozen=True, slots=True)
class UserScope:
    """Buckets of the user with this ID."""

    user_id: str
    """`userID` of the path."""

    def segments(self, base: Base) -> tuple[str, ...]:
        """Give the segments of the path in front of everything in the scope."""
        return ("api", "apps", base.app_id, "users", self.user_id)


@dataclass(frozen=True, slots=True)
class MeScope:
    """Buckets of the user whose token is sent."""

    def segments(self, base: Base) -> tuple[str, ...]:
        """Give the segments of the path in front of everything in the scope."""
        return ("api", "apps", base.app_id, "users", "me")


@dataclass(frozen=True, slots=True)
class GroupScope:
    """Buckets of the group with this ID."""

    group_id: str
    """`groupID` of the path."""

    def segments(self, base: Base) -> tuple[str, ...]:
        """Give the segments of the path in front of everything in the scope."""
        return ("api", "apps", base.app_id, "groups", self.group_id)


@dataclass(frozen=True, slots=True)
class ThingScope:
    """Buckets of the thing with this ID."""

    thing_id: str
    """`thingID` of the path."""

    def segments(self, base: Base) -> tuple[str, ...]:
        """Give the segments of the path in front of everything in the scope."""
        return ("api", "apps", base.app_id, "things", self.thing_id)


Scope: TypeAlias = AppScope | UserScope | MeScope | GroupScope | ThingScope
"""One of the places in which buckets live."""
