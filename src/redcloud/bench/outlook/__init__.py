"""``redcloud bench outlook``: turnout of every branch forecast in one batch, beside a library for it."""
