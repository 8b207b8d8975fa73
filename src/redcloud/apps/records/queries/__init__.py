"""Stage records: reads."""

from redcloud.apps.records.queries.arrivals import LastHour, last_hour_for
from redcloud.apps.records.queries.attachments import (
    Stored,
    attachments_of,
    known_attachments,
    named_attachments,
)
from redcloud.apps.records.queries.claims import Account, accounts_for, accounts_offered
from redcloud.apps.records.queries.consistency import consistent_through
from redcloud.apps.records.queries.credentials import (
    credential_for,
    credential_of,
    credentials_for,
    reading_credentials,
)
from redcloud.apps.records.queries.evidence import (
    Evidence,
    done_activities,
    export_of,
    identities_of,
    pseudonyms_of_member,
    statements_of,
)
from redcloud.apps.records.queries.filters import Filter, find_one, find_page
from redcloud.apps.records.queries.held import Held, held_by_key
from redcloud.apps.records.queries.lake import COUNTED, LakeWaits, lake_waits
from redcloud.apps.records.queries.returned import returned
from redcloud.apps.records.queries.tables import (
    Named,
    activities_table,
    keys_of_iris,
    subject_of,
    subjects_table,
    uids_of_activities,
)

__all__ = [
    "COUNTED",
    "Account",
    "Evidence",
    "Filter",
    "Held",
    "LakeWaits",
    "LastHour",
    "Named",
    "Stored",
    "accounts_for",
    "accounts_offered",
    "activities_table",
    "attachments_of",
    "consistent_through",
    "credential_for",
    "credential_of",
    "credentials_for",
    "done_activities",
    "export_of",
    "find_one",
    "find_page",
    "held_by_key",
    "identities_of",
    "keys_of_iris",
    "known_attachments",
    "lake_waits",
    "last_hour_for",
    "named_attachments",
    "pseudonyms_of_member",
    "reading_credentials",
    "returned",
    "statements_of",
    "subject_of",
    "subjects_table",
    "uids_of_activities",
]
