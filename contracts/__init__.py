"""The messages between Koinon's services, a module or a folder for each that publishes, and their envelope."""
