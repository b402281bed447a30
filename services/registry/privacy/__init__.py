"""What people allow, who looked at them and why, what is kept how long, and forgotten."""
