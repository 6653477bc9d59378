"""From what is wanted to the facts and sentences that hold it."""
