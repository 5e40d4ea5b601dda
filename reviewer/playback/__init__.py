"""Plays clips from inside the sealed file: engines behind one protocol, one shared clock."""
