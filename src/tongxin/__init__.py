"""同心 Tongxin: a city's needs, hands and receipts in one circle."""

__version__ = "0.1.0"
