"""Servers that have started before their person comes."""
