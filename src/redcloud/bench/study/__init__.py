"""What the study stage is measured with."""
