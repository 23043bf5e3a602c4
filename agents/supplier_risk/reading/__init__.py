"""What suppliers write, as typed fields: by fixed rules, with or without a model in quarantine."""
