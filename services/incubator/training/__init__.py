"""Groups that train together, what they need for it, and who was there."""
