"""Queues of calls for service: numbers in, numbers out."""
