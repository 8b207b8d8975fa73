"""Stage records: writes. Statements come in through one function, whoever sends them."""

from redcloud.apps.records.actions.allowances import hand_out
from redcloud.apps.records.actions.arriving import forget_arrivals, forget_refusals, note_refused
from redcloud.apps.records.actions.attaching import incoming_folder, remove_unlinked, sweep_attachments
from redcloud.apps.records.actions.claims import (
    Offered,
    claim_account,
    offer_accounts,
    refuse_account,
    release_account,
    withdraw_offers,
)
from redcloud.apps.records.actions.credentials import (
    NewCredential,
    credential_of_client,
    make_credential,
    may_be_restored,
    note_use,
    restore_credential,
    revoke_credential,
)
from redcloud.apps.records.actions.erasing import erase_member, forget_account
from redcloud.apps.records.actions.events import record_event, record_events, retract_events
from redcloud.apps.records.actions.forwarding import add_target, deliver_forwards, send_again, stop_target
from redcloud.apps.records.actions.identities import link_identity, own_account, unlink_identity
from redcloud.apps.records.actions.outbox import AT_ONCE, drain_outbox, lake, lake_at
from redcloud.apps.records.actions.refilling import refill_lake
from redcloud.apps.records.actions.retention import keep_for, remove_expired
from redcloud.apps.records.actions.storing import store_statements
from redcloud.apps.records.actions.troubles import forget_lake_trouble, lake_trouble_in, note_lake_trouble
from redcloud.apps.records.results import Event, Rejection, StoreResult
from redcloud.engine.records.profile import ActivityRef, activity_iri

__all__ = [
    "AT_ONCE",
    "ActivityRef",
    "Event",
    "NewCredential",
    "Offered",
    "Rejection",
    "StoreResult",
    "activity_iri",
    "add_target",
    "claim_account",
    "credential_of_client",
    "deliver_forwards",
    "drain_outbox",
    "erase_member",
    "forget_account",
    "forget_arrivals",
    "forget_lake_trouble",
    "forget_refusals",
    "hand_out",
    "incoming_folder",
    "keep_for",
    "lake",
    "lake_at",
    "lake_trouble_in",
    "link_identity",
    "make_credential",
    "may_be_restored",
    "note_lake_trouble",
    "note_refused",
    "note_use",
    "offer_accounts",
    "own_account",
    "record_event",
    "record_events",
    "refill_lake",
    "refuse_account",
    "release_account",
    "remove_expired",
    "remove_unlinked",
    "restore_credential",
    "retract_events",
    "revoke_credential",
    "send_again",
    "stop_target",
    "store_statements",
    "sweep_attachments",
    "unlink_identity",
    "withdraw_offers",
]
