"""Login through an OpenID Connect provider: ``AUTH=oauth``."""
