"""References in the documents of the bucket: Markdown, HTML and notebooks."""
