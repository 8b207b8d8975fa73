"""Stage records: tables. In: validated statements. Out: rows that queries read and the lake is fed from."""

from redcloud.apps.records.models.arrivals import Allowance, Arrival
from redcloud.apps.records.models.credentials import (
    READING_SCOPES,
    READS_NOTHING,
    Credential,
    Scope,
    scopes_in,
    scopes_text,
)
from redcloud.apps.records.models.documents import (
    ActivityProfile,
    AgentProfile,
    Attachment,
    AttachmentFile,
    StateDocument,
)
from redcloud.apps.records.models.flow import LakeTrouble, Operation, Outbox, Refusal
from redcloud.apps.records.models.forwarding import Forward, ForwardTarget
from redcloud.apps.records.models.offers import AccountOffer
from redcloud.apps.records.models.parties import Activity, Basis, Identity, Pseudonym, Verb
from redcloud.apps.records.models.reaches import Reach, ReachActivity, ReachActor
from redcloud.apps.records.models.retention import FEWEST_MONTHS, Retention
from redcloud.apps.records.models.statements import (
    Statement,
    StatementActivity,
    StatementActor,
    StatementReference,
)

__all__ = [
    "FEWEST_MONTHS",
    "READING_SCOPES",
    "READS_NOTHING",
    "AccountOffer",
    "Activity",
    "ActivityProfile",
    "AgentProfile",
    "Allowance",
    "Arrival",
    "Attachment",
    "AttachmentFile",
    "Basis",
    "Credential",
    "Forward",
    "ForwardTarget",
    "Identity",
    "LakeTrouble",
    "Operation",
    "Outbox",
    "Pseudonym",
    "Reach",
    "ReachActivity",
    "ReachActor",
    "Refusal",
    "Retention",
    "Scope",
    "StateDocument",
    "Statement",
    "StatementActivity",
    "StatementActor",
    "StatementReference",
    "Verb",
    "scopes_in",
    "scopes_text",
]
