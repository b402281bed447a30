"""What reviewers say of it, and who decides."""
