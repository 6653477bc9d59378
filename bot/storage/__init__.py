"""What must survive: incoming events, messages to send, conversations, answers; SQLite or PostgreSQL."""
