"""The HTTP service: ``uvicorn --factory leadgraph_api:create_app``.

It says over HTTP what ``leadgraph`` says in Python, byte for byte, and adds what is HTTP's own:
addresses, caching, problem documents, an OpenAPI description.
"""

from leadgraph_api.app import create_app, create_reloading_app

__all__ = ["create_app", "create_reloading_app"]
