"""The graph over HTTP: pages for people, an API for programs, and who may use which.

Routes, forms and the OpenAPI description are made from the catalogue of questions, so that a
user-defined question is there without further code; `application.py` puts them together. Needs the
extra `serve`, but for `tokens.py` and `access.py`; `mcp.py` needs the extra `mcp`.
"""
