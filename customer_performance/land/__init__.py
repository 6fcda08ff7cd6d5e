"""Landing: files become raw tables, and every row of theirs is in a raw table or among the rejected rows."""
