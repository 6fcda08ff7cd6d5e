"""Reads the tables of a database into files of a landing folder."""
