"""Stage outlook: turnout. Head counts of past meetings in; a head count with an interval for the next out.

The unit is a meeting of a unit (a branch, a committee), never a person (PRODUCT lines 2 and 4): who
came is unknown here. A meeting is forecast from meetings of earlier days only.

    history      the table of meetings, and reading it from a file
    regressors   what is known of a meeting before it is held: weekday, month, place in a run of meetings
    filtering    a dynamic linear model of one setting for every unit; effects that units share
    mixing       settings weighed by how well they forecast so far
    predictive   from an expected rate to a distribution over head counts, calibrated on past forecasts
    forecasting  all of it in one pass over the days
    scoring      errors and interval coverage, beside the plain forecasts anybody could make
"""
