"""The wiring: settings, urls, the API root, navigation, the command line. Imported by nothing."""
