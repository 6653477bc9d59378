"""What digests say."""
