"""Web member, feature account: the language, the consents, signing in, taking everything away, erasing."""
