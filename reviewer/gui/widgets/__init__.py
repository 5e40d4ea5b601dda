"""The small parts that every page is made of; none of them knows a service."""
