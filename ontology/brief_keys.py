"""The keys of a brief in its native format, and so the names of what its records hold."""

#: The keys of the dates that an event states; `ClaimRecord` has an attribute for each.
DATE_KEYS = ("when", "start", "end")
#: The keys that describe the brief itself, in the order in which they are written.
METADATA_KEYS = ("brief", "title", "source", "published", "language", "url")
#: Every key of a brief, in the order in which they are written.
BRIEF_KEYS = (*METADATA_KEYS, "text", "entities", "events")
#: The keys that no brief is without.
REQUIRED_KEYS = ("brief", "source", "published", "text")
#: The keys with which an event begins, whatever its class.
LEADING_EVENT_KEYS = ("type", "quote", "ref", *DATE_KEYS)
#: The keys, wherever they are, whose values are words as people write them.
TEXT_KEYS = frozenset("title source text name aliases quote phrase note".split())
#: The keys of every event that are neither roles nor attributes.
FIXED_EVENT_KEYS = (*LEADING_EVENT_KEYS, "source", "note")

#: The names of these roles in annotation tools.
DATE_ROLES = tuple(key.capitalize() for key in DATE_KEYS)
