"""What a company has, before anything of it is landed."""
