"""One web app: the platforms' events, health, metrics, and the reader page of each article."""
