"""Tests of requests from above."""
