"""The commands of the terminal and its chat."""
