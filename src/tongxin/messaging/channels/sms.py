"""Text messages. No gateway is built in: each city has its own contract.

A carrier is a class with `carry(letter)`; see `webhook.Webhook` for the manner and
`settings.MESSAGE_CHANNELS` for where to name it.
"""
