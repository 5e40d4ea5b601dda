"""The dialog that shows a custody report page by page before it is saved."""
