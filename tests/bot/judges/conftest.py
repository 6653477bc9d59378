"""What belongs to the judges' own Python is no module of ours."""

collect_ignore = ["second_telegram.py", "telemelya_server.py"]
