"""Alembic's entry: runs the steps on the connection that ``migrate`` hands over, inside its transaction."""

from alembic import context

from reviewer.catalogue.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
