"""Web office, feature outlook: where help is asked for, protected releases, forecasts, what requests cost."""
