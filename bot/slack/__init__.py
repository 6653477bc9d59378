"""Slack: events, commands and views, Block Kit; what comes in is stored before it is confirmed."""
