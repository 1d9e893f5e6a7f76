"""Whether a restored ``Users`` table is fit for the hub, from the database itself or from a dump."""
