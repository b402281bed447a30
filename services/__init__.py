"""The services of Koinon. They never import each other; each stands on kit and speaks through contracts."""
