"""Who accompanies whom, why this one, what was said and agreed, and for how many hours."""
