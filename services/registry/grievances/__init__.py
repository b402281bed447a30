"""What people complain about, and who answers it by when."""
