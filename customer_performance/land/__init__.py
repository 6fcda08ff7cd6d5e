"""Landing: files become raw tables, and no row is lost."""
