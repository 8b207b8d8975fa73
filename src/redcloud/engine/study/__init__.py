"""Stage study, engine: which items fit a learner or a branch, and why.

Tables in (``contracts.STUDY_ITEMS``, ``INTERACTIONS`` and the requests of ``interface``), tables out
(``interface.RECOMMENDATIONS``, ``plan_parts.Plan``). No Django, no HTTP, no sentences.
"""
