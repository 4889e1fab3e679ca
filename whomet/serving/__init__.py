"""The graph over HTTP: pages for people, an API for programs, and who may use which.

Routes, forms and the OpenAPI description are made from the catalogue of questions, so that a
question of one's own is there without further code. Needs the extra `serve`.
"""

from whomet.serving.access import Access, OneTimeAddress, Permission, Principal
from whomet.serving.application import application
from whomet.serving.tokens import Token, TokenStore

__all__ = [
    "Access",
    "OneTimeAddress",
    "Permission",
    "Principal",
    "Token",
    "TokenStore",
    "application",
]
