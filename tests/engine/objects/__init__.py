"""Tests of S3-compatible storage."""
