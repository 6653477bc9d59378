"""The outgrown way of running: any number of processes over one PostgreSQL, each event answered by one of them."""
