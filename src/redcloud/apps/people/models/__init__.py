"""Stage people: who belongs where, who may do what, and the codes that leave on paper."""

from redcloud.apps.people.models.paper import ActivationCode, PasswordSlip
from redcloud.apps.people.models.roster import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    AuditEntry,
    Consent,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    PendingRole,
    Purpose,
    Role,
    RoleAssignment,
    Stage,
    Transfer,
    TransferState,
    User,
)

__all__ = [
    "BRANCH_KINDS",
    "COMMITTEE_ROLES",
    "ActivationCode",
    "AuditEntry",
    "Consent",
    "Member",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PasswordSlip",
    "PendingRole",
    "Purpose",
    "Role",
    "RoleAssignment",
    "Stage",
    "Transfer",
    "TransferState",
    "User",
]
