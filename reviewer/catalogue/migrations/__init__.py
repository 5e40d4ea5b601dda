"""The history of the catalogue's form, one numbered step a module in ``versions``.

A step is written by hand, states its own tables and triggers in full (never imports ``tables``, which moves on), can be
undone, and raises ``migrate.HEAD``. ``tests/unit/test_migrations.py`` runs every step up and down with data in it and
compares where it leads with ``tables`` and ``triggers``.
"""
