"""Awards: money that was promised, and is paid in tranches for what was shown."""
