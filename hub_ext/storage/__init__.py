"""Your files: a working copy on this host, kept in step with NCP Object Storage.

`client` is what the hub uses. The rest is the agent, the only part that holds keys of the store.
"""
