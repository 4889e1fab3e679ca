"""A brief of one meeting, as people send it."""

from __future__ import annotations

BRIEF = """brief: {id}
title: Talks
source: Digest
published: 2017-10-30
text: |
  Mara Quill met Jo Dorn in Belmora on 30 October 2017.
entities:
  quill: {{type: Person, name: Mara Quill, quote: Mara Quill}}
  dorn: {{type: Person, name: Jo Dorn, quote: Jo Dorn}}
events:
  met: {{type: Meeting, quote: met, participant: [quill, dorn], when: 30 October 2017}}
"""


def brief(id: str) -> str:
    """The brief as YAML, under an id."""
    return BRIEF.format(id=id)
