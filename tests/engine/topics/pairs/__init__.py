"""Tests of sentence pairs."""
