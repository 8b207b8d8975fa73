"""S3-compatible storage by names. In: a place in a container. Out: its objects."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

from redcloud.engine.objects.address import Account, Remote
from redcloud.engine.objects.faults import OutOfReach, Vanished, reaching
from redcloud.engine.objects.reading import Part

AT_ONCE: Final = 16
"""Objects that are fetched side by side."""
PART_BYTES: Final = 8 * 1024 * 1024
"""What is larger is written in parts of this size, of which a few are in memory at a time."""
_PARTS_AT_ONCE: Final = 3
CONNECT_S: Final = 5
ANSWER_S: Final = 15
TRIES: Final = 2
_DELETED_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Stored:
    """An object, or an earlier version of one."""

    name: str
    size: int
    version: str = ""
    changed_s: float = 0
    """When it was written, in seconds of the epoch."""


class Objects:
    """The objects of a place. Names are without its prefix."""

    def __init__(self, place: Remote) -> None:
        self.place = place

    @property
    def _client(self) -> Any:
        return _client(self.place.account)

    def key(self, name: str) -> str:
        """The whole name of an object in its container."""
        return f"{self.place.prefix}/{name}"

    def listed(self, under: str = "") -> Iterator[Stored]:
        """Every object whose name begins with ``under``."""
        first = len(self.key(""))
        with reaching():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.place.container, Prefix=self.key(under)):
                for one in page.get("Contents", ()):
                    yield Stored(one["Key"][first:], one["Size"], "", one["LastModified"].timestamp())

    def versions(self) -> Iterator[Stored]:
        """Every version of every object that the store still keeps, what was deleted included."""
        first = len(self.key(""))
        with reaching():
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self.place.container, Prefix=self.key("")):
                for one in page.get("Versions", ()):
                    yield Stored(one["Key"][first:], one["Size"], one["VersionId"])

    def is_versioned(self) -> bool | None:
        """Whether the container keeps what is deleted; None where one may not ask."""
        try:
            with reaching():
                found = self._client.get_bucket_versioning(Bucket=self.place.container)
        except OutOfReach as refused:
            if refused.code == "no_right":
                return None
            raise
        return "Status" in found

    def read(self, name: str, version: str = "") -> bytes:
        """Return an object whole.

        Raises
        ------
        Vanished
        """
        more = {"VersionId": version} if version else {}
        with reaching():
            found = self._client.get_object(Bucket=self.place.container, Key=self.key(name), **more)
            content: bytes = found["Body"].read()
            return content

    def fetch(self, name: str, path: Path) -> None:
        """Write an object to a file, which is there whole or not at all.

        Raises
        ------
        Vanished
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_name(f"{path.name}.{uuid4().hex}.coming")
        try:
            with reaching():
                found = self._client.get_object(Bucket=self.place.container, Key=self.key(name))
                with coming.open("wb") as file:
                    shutil.copyfileobj(found["Body"], file)
            coming.replace(path)
        finally:
            coming.unlink(missing_ok=True)

    def put(self, name: str, content: bytes, *, only_new: bool = False) -> bool:
        """Write an object; False where ``only_new`` and there is one of that name."""
        more = {"IfNoneMatch": "*"} if only_new else {}
        try:
            with reaching():
                self._client.put_object(Bucket=self.place.container, Key=self.key(name), Body=content, **more)
        except OutOfReach as refused:
            if refused.detail in ("PreconditionFailed", "ConditionalRequestConflict", "412"):
                return False
            raise
        return True

    def upload(self, name: str, file: IO[bytes], size: int) -> None:
        """Write an object of any size from a file; it is there whole or not at all.

        Memory holds some parts of it at a time (`PART_BYTES`); nobody has to be told the type of its content.
        """
        if size <= PART_BYTES:
            self.put(name, file.read())
            return
        from boto3.s3.transfer import TransferConfig

        how = TransferConfig(
            multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=_PARTS_AT_ONCE
        )
        how.max_in_memory_upload_chunks = _PARTS_AT_ONCE
        with reaching():
            self._client.upload_fileobj(file, self.place.container, self.key(name), Config=how)

    def copy(self, name: str, to: str) -> None:
        """Write an object once more under another name, without its octets coming here.

        Raises
        ------
        Vanished
        """
        there = {"Bucket": self.place.container, "Key": self.key(name)}
        with reaching():
            self._client.copy_object(Bucket=self.place.container, Key=self.key(to), CopySource=there)

    def size(self, name: str) -> int:
        """Octets of an object.

        Raises
        ------
        Vanished
        """
        with reaching():
            found = self._client.head_object(Bucket=self.place.container, Key=self.key(name))
        return int(found["ContentLength"])

    def part(self, name: str, start: int = 0, length: int | None = None) -> Part:
        """Return octets of an object to be read one after another; the store is asked for these alone.

        The store has answered when this returns; ``length`` is not 0, and None for all from ``start`` on.

        Raises
        ------
        Vanished
        """
        end = "" if length is None else str(start + length - 1)
        more = {"Range": f"bytes={start}-{end}"} if start or end else {}
        with reaching():
            found = self._client.get_object(Bucket=self.place.container, Key=self.key(name), **more)
        return Part(found["Body"], found["ContentLength"])

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; what is not there is no fault."""
        waiting = [{"Key": self.key(name)} for name in names]
        for start in range(0, len(waiting), _DELETED_AT_ONCE):
            part = {"Objects": waiting[start : start + _DELETED_AT_ONCE], "Quiet": True}
            with reaching():
                answer = self._client.delete_objects(Bucket=self.place.container, Delete=part)
            if answer.get("Errors"):
                raise OutOfReach("no_right", str(answer["Errors"][0].get("Code", "")))

    def try_out(self, *, conditions: bool = True) -> None:
        """Write, write once only, list, read and delete an object, as everything here will.

        Parameters
        ----------
        conditions : whether writing once only is needed.

        Raises
        ------
        OutOfReach
            ``unconditional`` where the store writes over what it should have left.
        """
        name = f"tried-{uuid4().hex}"
        try:
            self.put(name, b"first", only_new=conditions)
            if conditions and self.put(name, b"second", only_new=True):
                raise OutOfReach("unconditional")
            if self.read(name) != b"first" or [one.name for one in self.listed(name)] != [name]:
                raise OutOfReach("silent", "another answer than was written")
        except Vanished:
            raise OutOfReach("silent", "what was written is not there") from None
        finally:
            self.delete([name])


@lru_cache(maxsize=8)
def _client(asker: Account) -> Any:
    """One client a process and account: making one takes time, and it keeps its connections."""
    # Imported here: most installations have no such storage, and every command would wait for it.
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=asker.endpoint or None,
        region_name=asker.region,
        aws_access_key_id=asker.key,
        aws_secret_access_key=asker.secret,
        config=Config(
            connect_timeout=CONNECT_S,
            read_timeout=ANSWER_S,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            max_pool_connections=AT_ONCE,
            s3={"addressing_style": "path" if asker.in_path else "virtual"},
            # Newer checksums are not known to every store that speaks S3.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
