"""Slack: events, commands and views, Block Kit; stored before it is confirmed."""
