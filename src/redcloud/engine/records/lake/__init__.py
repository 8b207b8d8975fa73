"""Stage records: the lake. In: tables of LAKE_RECORDS. Out: Parquet files that any engine reads.

A Delta table with the five columns of PRODUCT's allow-list and nothing else, partitioned by month and
by bucket of pseudonyms, zstd, in a folder or in S3-compatible storage. One writer at a time (a file lock),
any number of readers. Appending the same records again changes nothing, which is what makes the outbox safe
to drain twice.

The log keeps no column statistics: a smallest or greatest pseudonym in it would outlive an erasure.
"""

from redcloud.engine.records.lake.places import Folder, InStore, Place
from redcloud.engine.records.lake.stored import LakeMismatch, LakeMoved, LakeNotEmpty
from redcloud.engine.records.lake.writing import Lake

__all__ = ["Folder", "InStore", "Lake", "LakeMismatch", "LakeMoved", "LakeNotEmpty", "Place"]
