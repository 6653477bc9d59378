"""Slack: events, commands and views, Block Kit; slack-bolt takes what comes in."""
