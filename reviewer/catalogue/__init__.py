"""What is known of stored packages: SQLAlchemy on SQLite, migrations, the unit of work."""
