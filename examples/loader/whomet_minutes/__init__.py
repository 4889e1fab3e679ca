"""Minutes of meetings in plain text, as briefs for whomet."""

from whomet.loaders import InputFormat

__all__ = ["FORMAT"]

FORMAT = InputFormat(
    name="minutes",
    purpose="minutes in plain text: keys, an empty line, the text",
    module="whomet_minutes.reading",
    endings=(".minutes",),
)
