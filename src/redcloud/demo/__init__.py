"""Makes the demo province: loads simulated tables through the same doors as everybody else."""
