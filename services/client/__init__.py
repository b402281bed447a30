"""The public Python client: what a till needs to sell. It imports contracts only, and knows nothing but HTTP."""
