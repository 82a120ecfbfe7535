"""Pages: a person's inbox, the desk's list of deliveries, the demo's phone."""
