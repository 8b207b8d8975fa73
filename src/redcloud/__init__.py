"""Smart Red Cloud: grass-roots branches online. See ARCHITECTURE.md."""
