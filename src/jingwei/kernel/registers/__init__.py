"""The register engine: one declaration gives pages, files, API, permissions and history."""
