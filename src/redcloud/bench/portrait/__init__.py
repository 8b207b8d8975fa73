"""What the portrait stage is measured with."""
