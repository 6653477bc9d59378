"""How questions and answers reach people: the command line and the terminal chat."""
