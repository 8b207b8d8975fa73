"""Tests of the questions to a branch."""
