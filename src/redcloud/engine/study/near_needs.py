"""Stage study: which study topics help with which kind of need. Category codes in, topic codes out.

Only where an item of the topic would help the branch to answer such a need; the rest is left out.
"""

from __future__ import annotations

TOPIC_OF_NEED: dict[str, str] = {
    "waste-sorting": "waste-sorting",
    "fire-safety": "fire-safety",
    "disaster-preparedness": "disaster-preparedness",
    "elder-care": "elder-care",
    "farming": "farming",
    "rural-ecommerce": "rural-ecommerce",
    "fraud-prevention": "fraud-prevention",
    "accessibility": "accessibility",
    "environment-and-cleaning": "environment",
    "schools-and-childcare": "child-protection",
    "noise": "neighbour-mediation",
    "parking": "neighbour-mediation",
    "housing-and-property": "neighbour-mediation",
    "consumer-protection": "everyday-law",
    "digital-services": "digital-skills",
    "volunteering": "organising-volunteers",
}
"""Category of a need (``engine.topics.civic``) to a topic of the shared study taxonomy."""
