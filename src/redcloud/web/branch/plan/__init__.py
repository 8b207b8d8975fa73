"""Web branch, feature plan: what to study at the next session; swap, lock, plan again, print."""
