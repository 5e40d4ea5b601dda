"""Reports as PDF: frozen report data → blocks → pages → tagged PDF. Nothing here reads, verifies or decides."""
