"""What people are told, how and in which words."""
