"""Two entries that may be one person: found in any spelling, judged, merged."""
