"""Web api, feature open311: GeoReport v2 (Open311), in its own words for fields, states and errors.

What the specification leaves to the server, decided by PRODUCT line 8: no API key is asked (residents need no
account); of a request everybody may read category, state and coarse place; ``description``, names,
telephone and e-mail go in and never come out; ``device_id`` and ``account_id`` are not stored; ``media_url``
is not fetched. A new request's answer carries one field more, ``follow_code``, shown this once.
"""
