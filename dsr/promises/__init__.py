"""The register of promises: what the policy says, what carries it out, which tests prove it, and how it stands today."""
