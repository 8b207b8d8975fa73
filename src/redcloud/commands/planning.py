"""What planning a term costs: branches of the data folder in, figures out. Every change is rolled back."""

from __future__ import annotations

import time
from statistics import median


def measured(branches: int, months: int) -> dict[str, float]:
    """Plan the term of some branches and look at what came of it."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from redcloud.apps.people.access import viewer_of
    from redcloud.apps.people.models import BRANCH_KINDS, Role, RoleAssignment
    from redcloud.apps.study.actions import plan_term
    from redcloud.apps.study.models import BranchPlan

    held = RoleAssignment.objects.filter(role=Role.SECRETARY, organisation__kind__in=BRANCH_KINDS)
    rows = list(held.select_related("user").order_by("organisation_id", "pk")[:branches])
    costs: list[float] = []
    proven = sessions = minutes = spare = 0
    for row in rows:
        viewer = viewer_of(row.user)
        with transaction.atomic():
            BranchPlan.objects.filter(branch_id=row.organisation_id, closed_at=None).delete()
            began = time.process_time()
            try:
                made = plan_term(actor=row.user, viewer=viewer, branch_id=row.organisation_id, months=months)
            except ValidationError:
                made = []
            cost = time.process_time() - began
            transaction.set_rollback(True)
        if made:
            costs.append(cost)
            proven += all(plan.proven for plan in made)
            sessions += len(made)
            minutes += sum(plan.session_minutes for plan in made)
            spare += sum(plan.spare_minutes for plan in made)
    planned = len(costs)
    return {
        "branches": len(rows),
        "planned": planned,
        "sessions_each": round(sessions / planned, 1) if planned else 0,
        "proven_pct": round(100 * proven / planned, 1) if planned else 0,
        "cpu_s_median": round(median(costs), 2) if planned else 0,
        "cpu_s_most": round(max(costs), 2) if planned else 0,
        "filled_pct": round(100 * (minutes - spare) / minutes, 1) if minutes else 0,
    }
