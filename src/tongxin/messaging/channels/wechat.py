"""WeChat template messages. Their place; a city with an official account names its carrier here.

See `sms` and `webhook`.
"""
