"""Stage needs: reads. For residents (places, following, public), for handlers, and for officers."""

from redcloud.apps.needs.queries.complaints import ComplaintView, complaint_for, complaints_waiting
from redcloud.apps.needs.queries.following import FollowView, followed_photo, need_followed
from redcloud.apps.needs.queries.handling import (
    HandlingView,
    NeedLine,
    branch_needs,
    handled_need,
    handled_photo,
    need_shown,
    passed_to,
    waiting_for_branch,
)
from redcloud.apps.needs.queries.overview import WaitingRow, WaitingSummary, category_counts, waiting_under
from redcloud.apps.needs.queries.places import (
    PlaceChoice,
    PlacesCount,
    nearest_place,
    place_choice,
    place_for_asking,
    place_named_in,
    places_administered,
    places_counted,
    places_proposed,
)
from redcloud.apps.needs.queries.public import PublicNeed, public_need, public_needs, requests_between

__all__ = [
    "ComplaintView",
    "FollowView",
    "HandlingView",
    "NeedLine",
    "PlaceChoice",
    "PlacesCount",
    "PublicNeed",
    "WaitingRow",
    "WaitingSummary",
    "branch_needs",
    "category_counts",
    "complaint_for",
    "complaints_waiting",
    "followed_photo",
    "handled_need",
    "handled_photo",
    "nearest_place",
    "need_followed",
    "need_shown",
    "passed_to",
    "place_choice",
    "place_for_asking",
    "place_named_in",
    "places_administered",
    "places_counted",
    "places_proposed",
    "public_need",
    "public_needs",
    "requests_between",
    "waiting_for_branch",
    "waiting_under",
]
