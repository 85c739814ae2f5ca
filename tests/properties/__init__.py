"""Properties: identities, bounds, agreement with the oracles and with the reference packages."""
