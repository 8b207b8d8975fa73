"""S3-compatible storage, for every stage that keeps bytes there: an address in, bytes in and out.

One S3 bucket is called a container here, since a bucket of the lake is something else.
"""

from redcloud.engine.objects.address import Account, BadAddress, Remote, account, remote
from redcloud.engine.objects.faults import OutOfReach, Vanished, reaching
from redcloud.engine.objects.reading import Part
from redcloud.engine.objects.store import Objects, Stored

__all__ = [
    "Account",
    "BadAddress",
    "Objects",
    "OutOfReach",
    "Part",
    "Remote",
    "Stored",
    "Vanished",
    "account",
    "reaching",
    "remote",
]
