"""One connection of a load, a process of its own. In: requests in a file. Out: what each took, as JSON.

Standard library only and no parsing of what is sent, so that the client costs the machine little:
``python client.py PORT FILE START`` where START is the monotonic second at which all clients begin.
The file holds, for each request, its length (8 octets, big-endian) and its octets.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections import Counter
from pathlib import Path


def requests_in(path: Path) -> list[bytes]:
    """Return the requests of a file."""
    data, found, at = path.read_bytes(), [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 8], "big")
        found.append(data[at + 8 : at + 8 + size])
        at += 8 + size
    return found


class Connection:
    """A kept-alive HTTP/1.1 connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body of the answer."""
        self._socket.sendall(request)
        while b"\r\n\r\n" not in self._held:
            self._more()
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        fields = {
            name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])
        }
        length = int(fields.get(b"content-length", b"0"))
        while len(self._held) < length:
            self._more()
        body, self._held = self._held[:length], self._held[length:]
        return int(lines[0].split(b" ", 2)[1]), body

    def _more(self) -> None:
        got = self._socket.recv(1 << 18)
        if not got:
            raise ConnectionError("the server closed the connection")
        self._held += got


def main(port: int, path: Path, start: float) -> None:
    """Send the requests one after another and print statuses, times and the moments of begin and end."""
    requests = requests_in(path)
    connection = Connection(port)
    time.sleep(max(0.0, start - time.monotonic()))
    begun = time.monotonic()
    took_ms: list[float] = []
    statuses: Counter[int] = Counter()
    for request in requests:
        before = time.perf_counter()
        status, _ = connection.ask(request)
        took_ms.append(round((time.perf_counter() - before) * 1000, 3))
        statuses[status] += 1
    ended = time.monotonic()
    print(
        json.dumps(
            {
                "begun": begun,
                "ended": ended,
                "took_ms": took_ms,
                "statuses": statuses,
                "cpu_s": time.process_time(),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
