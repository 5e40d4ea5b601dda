"""What a person can do, one module a deed, and the ports that the deeds need."""
