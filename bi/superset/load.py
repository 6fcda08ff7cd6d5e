"""Connects a Superset to the marts and loads the example dashboard, by its API; as often as you like.

    export SUPERSET_PASSWORD=… MARTS_URI=postgresql+pg8000://reader@host/warehouse
    python bi/superset/load.py http://localhost:8088

Everything secret comes from the environment: SUPERSET_USER (admin), SUPERSET_PASSWORD, MARTS_URI.
"""

import io
import json
import os
import sys
import urllib.error
import urllib.request
import uuid
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"


class Superset:
    def __init__(self, url: str, user: str, password: str):
        self.url = url.rstrip("/")
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.headers = {"Referer": self.url}
        login = {"username": user, "password": password, "provider": "db"}
        self.headers["Authorization"] = f"Bearer {self.post('security/login', login)['access_token']}"
        self.headers["X-CSRFToken"] = self.get("security/csrf_token/")["result"]

    def call(self, path: str, data: bytes | None = None, kind: str = "application/json"):
        headers = self.headers | ({"Content-Type": kind} if data else {})
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers)
        try:
            with self.opener.open(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise SystemExit(
                f"Superset says to {path}: {error.code} {error.read().decode()[:2000]}"
            ) from None

    def get(self, path: str):
        return self.call(path)

    def post(self, path: str, content: dict):
        return self.call(path, json.dumps(content).encode())

    def load(self, marts: str) -> None:
        """Replaces what was loaded before, by the ids in the files."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="assets.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        )
        body = head.encode() + bundle(marts) + f"\r\n--{boundary}--\r\n".encode()
        self.call("assets/import/", body, f"multipart/form-data; boundary={boundary}")


def bundle(marts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(ASSETS.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8").replace("MARTS_URI", json.dumps(marts))
            archive.writestr(f"assets/{path.relative_to(ASSETS).as_posix()}", text)
    return content.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not {"MARTS_URI", "SUPERSET_PASSWORD"} <= set(os.environ):
        sys.exit(__doc__)
    Superset(sys.argv[1], os.environ.get("SUPERSET_USER", "admin"), os.environ["SUPERSET_PASSWORD"]).load(
        os.environ["MARTS_URI"]
    )
    print(f"{sys.argv[1].rstrip('/')}/superset/dashboard/customer-performance/")
